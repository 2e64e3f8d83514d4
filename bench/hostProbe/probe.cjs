// Activates the extension that SANCTUM_BENCH_PROBE names and writes down what that cost; measures memory when it is asked to.
const { existsSync, renameSync, watch, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const vscode = require('vscode');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

function used() {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

async function has(command) {
  return command === undefined || (await vscode.commands.getCommands(true)).includes(command);
}

/** Times what the host does with an extension, as the host itself counts it: loading its main file, and calling `activate` until that resolves. */
function timed(main) {
  const cost = { loading: undefined, activating: undefined };
  const load = Module._load;
  Module._load = function (request, ...rest) {
    if (request !== main && `${request}.js` !== main) return load.call(this, request, ...rest);
    const began = performance.now();
    const loaded = load.call(this, request, ...rest);
    cost.loading ??= performance.now() - began;
    const activate = async (context) => {
      const called = performance.now();
      const result = await loaded.activate(context);
      cost.activating = performance.now() - called;
      return result;
    };
    return { ...loaded, activate };
  };
  return cost;
}

exports.activate = async () => {
  const { extension: id, command, folder } = JSON.parse(process.env.SANCTUM_BENCH_PROBE);
  const extension = vscode.extensions.getExtension(id);
  const main = vscode.Uri.joinPath(extension.extensionUri, extension.packageJSON.main).fsPath;
  // A view that is on the screen at once has its extension activated before this one is.
  const earlier = [main, main.replace(/\.[cm]?js$/, '')].map((one) => globalThis.sanctumBenchLoads.get(one)).find((one) => one !== undefined);
  const cost = timed(main);
  const memoryBefore = used();
  const at = earlier ?? Date.now();
  const began = performance.now();
  await extension.activate();
  while (!(await has(command))) await new Promise(setImmediate);
  const ready = performance.now() - began;
  writeFileSync(`${folder}/activated.tmp`, JSON.stringify({ at, activation: cost.loading + cost.activating, ready }));
  renameSync(`${folder}/activated.tmp`, `${folder}/activated.json`);
  watch(folder, () => {
    if (existsSync(`${folder}/measure`) && !existsSync(`${folder}/memory.json`)) writeFileSync(`${folder}/memory.json`, JSON.stringify({ before: memoryBefore, after: used() }));
  });
};
