/** What a secret of a well-known kind looks like. */
interface SecretShape {
  /** What it is, with its article. */
  readonly name: string;
  readonly shape: RegExp;
}

/**
 * The shapes that tokens are given so that they can be found: each by whoever gives them out, in their own documentation. What has no shape of
 * its own, such as a password, cannot be told from other text and is not looked for.
 */
const shapes: readonly SecretShape[] = [
  { name: 'a private key', shape: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[^]*?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?/ },
  // The one that ends so stands in the documentation, and opens nothing.
  { name: 'an AWS access key', shape: /\b(?:AKIA|ASIA)(?![0-9A-Z]*EXAMPLE\b)[0-9A-Z]{16}\b/ },
  { name: 'a GitHub token', shape: /\b(?:gh[pousr]_[0-9A-Za-z]{36,251}|github_pat_[0-9A-Za-z_]{60,251})\b/ },
  { name: 'a GitLab token', shape: /\bglpat-[\w-]{20,}/ },
  { name: 'an npm token', shape: /\bnpm_[0-9A-Za-z]{36}\b/ },
  { name: 'a Slack token', shape: /\bxox[abeoprs]-[0-9]{6,}-[0-9A-Za-z-]{10,}/ },
  { name: 'a Google API key', shape: /\bAIza[\w-]{35}/ },
  { name: 'an Anthropic key', shape: /\bsk-ant-[\w-]{32,}/ },
  { name: 'an OpenAI key', shape: /\bsk-(?:proj|svcacct|admin)-[\w-]{40,}/ },
  { name: 'a Stripe key', shape: /\b[rs]k_live_[0-9A-Za-z]{24,}/ },
];

/** A secret in a text. */
export interface FoundSecret {
  /** What it looks like, with its article: `a GitHub token`. */
  readonly name: string;
  readonly value: string;
}

/** The first thing in a text that looks like a secret; undefined where nothing does. Pure. */
export function secretIn(text: string): FoundSecret | undefined {
  for (const { name, shape } of shapes) {
    const value = shape.exec(text)?.[0];
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

/** A text with the kind of each secret in its place. */
export function withoutSecrets(text: string): string {
  return shapes.reduce((clean, { name, shape }) => clean.replace(new RegExp(shape, `${shape.flags}g`), `(${name}, taken out)`), text);
}

/** Why a text with a secret is not written, for whoever wrote it. */
export function secretRefusal({ name }: FoundSecret): string {
  return `it holds what looks like ${name}, and the plan is for everybody to read: leave it out, and say where it is kept instead`;
}
