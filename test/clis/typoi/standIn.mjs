#!/usr/bin/env node
// Stands in for typoi: its command line and its stream, as its source has them, and a model that reads its script in the ticket. An option
// that typoi does not have ends it as it would end typoi.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { writeFileSync } from 'node:fs';

const withValue = ['--output-last-message', '--mcp-server-url', '--model', '--provider'];
const plain = ['--json-stream', '--yolo'];
const options = {};
const given = process.argv.slice(2);
while (given.length > 0) {
  const name = given.shift();
  if (withValue.includes(name)) options[name] = given.shift();
  else if (plain.includes(name)) options[name] = true;
  else {
    console.error(`Unknown option: ${name}`);
    process.exit(1);
  }
}

let prompt = '';
for await (const chunk of process.stdin) prompt += chunk;
const say = (line) => console.log(JSON.stringify(line));

say({ type: 'status', text: 'init' });
const client = new Client({ name: 'typoi', version: '0' });
await client.connect(new StreamableHTTPClientTransport(new URL(options['--mcp-server-url'])));
const { tools } = await client.listTools();
say({ type: 'status', text: 'ready' });

const call = async (name, input) => {
  const { content } = await client.callTool({ name, arguments: input }, undefined, { timeout: 300_000 });
  const text = content.map((part) => part.text).join('\n');
  say({ type: 'tool', name, text });
  return text;
};
const ticket = await call('read_plan', { document: 'ticket' });
const script = JSON.parse(/```json\n([^]*?)\n```/.exec(ticket)?.[1] ?? '[]');
const facts = { options, prompt: prompt.length, tools: tools.map(({ name }) => name), environment: Object.keys(process.env), home: process.env.HOME };
for (const step of script) {
  if (step.say !== undefined) for (const piece of step.say.match(/.{1,5}/gs) ?? []) say({ type: 'message', text: piece });
  if (step.write !== undefined) writeFileSync(step.write, step.text ?? JSON.stringify(facts));
  if (step.call !== undefined) {
    const heard = await call(step.call, step.input ?? {});
    if (step.keep !== undefined) writeFileSync(step.keep, heard);
  }
  if (step.exit !== undefined) process.exit(step.exit);
}
writeFileSync(options['--output-last-message'], 'Done.');
say({ type: 'message', text: 'Done.' });
say({ type: 'status', text: 'done' });
await client.close();
