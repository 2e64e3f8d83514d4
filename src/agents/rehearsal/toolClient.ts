import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as z from 'zod';
import { mcpCommandVariable } from '../rehearsalBackend.js';
import { ScenarioError } from './scenario.js';

/** What a tool said. */
export interface ToolAnswer {
  readonly accepted: boolean;
  readonly text: string;
}

/** The tools of the run, as the rehearsal uses them. */
export interface ToolClient {
  call(tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolAnswer>;
  close(): Promise<void>;
}

/** Longer than any call is held. */
const callMilliseconds = 10 * 60_000;

const resultSchema = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  isError: z.boolean().optional(),
});

/** Starts the MCP server that the environment names and speaks to it as any agent does; when a tool is first needed. */
export class McpToolClient implements ToolClient {
  private client: Promise<Client> | undefined;

  constructor(private readonly environment: Readonly<Record<string, string>>) {}

  async call(tool: string, input: Readonly<Record<string, unknown>>): Promise<ToolAnswer> {
    this.client ??= this.open();
    const client = await this.client;
    const result = resultSchema.parse(await client.callTool({ name: tool, arguments: { ...input } }, undefined, { timeout: callMilliseconds }));
    return { accepted: result.isError !== true, text: result.content.map(({ text }) => text ?? '').join('\n') };
  }

  async close(): Promise<void> {
    await (await this.client)?.close();
  }

  private async open(): Promise<Client> {
    const [command, ...args] = this.launch();
    const client = new Client({ name: 'rehearsal', version: '1' });
    await client.connect(new StdioClientTransport({ command, args, env: { ...this.environment }, stderr: 'inherit' }));
    return client;
  }

  private launch(): readonly [string, ...string[]] {
    const text = this.environment[mcpCommandVariable];
    if (text === undefined) throw new ScenarioError(`This step needs the tools, and ${mcpCommandVariable} is not set.`);
    return z.tuple([z.string()], z.string()).parse(JSON.parse(text));
  }
}
