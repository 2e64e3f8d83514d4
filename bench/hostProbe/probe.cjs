// Activates the extension that SANCTUM_BENCH_PROBE names and writes down what that cost; measures memory when it is asked to.
const { existsSync, renameSync, watch, writeFileSync } = require('node:fs');
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

exports.activate = async () => {
  const { extension: id, command, folder } = JSON.parse(process.env.SANCTUM_BENCH_PROBE);
  const extension = vscode.extensions.getExtension(id);
  const memoryBefore = used();
  const at = Date.now();
  const began = performance.now();
  await extension.activate();
  const activation = performance.now() - began;
  while (!(await has(command))) await new Promise(setImmediate);
  const ready = performance.now() - began;
  writeFileSync(`${folder}/activated.tmp`, JSON.stringify({ at, activation, ready, wasActive: extension.isActive, pid: process.pid }));
  renameSync(`${folder}/activated.tmp`, `${folder}/activated.json`);
  watch(folder, () => {
    if (existsSync(`${folder}/measure`) && !existsSync(`${folder}/memory.json`)) writeFileSync(`${folder}/memory.json`, JSON.stringify({ before: memoryBefore, after: used() }));
  });
};
