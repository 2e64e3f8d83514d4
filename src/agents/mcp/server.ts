import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { Role } from '../../plan/atoms.js';
import type { Answer } from '../runnerProtocol.js';
import { toolsOf } from '../tools.js';

/**
 * An MCP server that lists a role's tools and hands every call on. It checks nothing itself: the runner does, so that a forged call
 * and a bad one are refused in the same place and in the same words.
 */
export function makeServer(role: Role, version: string, call: (tool: string, input: unknown) => Promise<Pick<Answer, 'accepted' | 'text'>>): McpServer {
  const server = new McpServer({ name: 'sanctum', version }, { capabilities: { tools: {} } });
  const listing = toolsOf(role).map((tool) => ({
    name: tool.name,
    description: tool.description,
    inputSchema: { ...z.toJSONSchema(tool.input, { io: 'input', override: ({ jsonSchema }) => simplifyTuple(jsonSchema) }), type: 'object' as const },
  }));
  server.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listing }));
  server.server.setRequestHandler(CallToolRequestSchema, async (request) => {
    const { accepted, text } = await call(request.params.name, request.params.arguments ?? {});
    return { content: [{ type: 'text' as const, text }], ...(accepted ? {} : { isError: true }) };
  });
  return server;
}

/** A range is two of the same. Many clients, and the servers of models behind them, know no `prefixItems` and no bare `false`. */
function simplifyTuple(schema: z.core.JSONSchema.BaseSchema): void {
  const { prefixItems } = schema;
  const [first] = prefixItems ?? [];
  if (prefixItems === undefined || first === undefined) return;
  delete schema.prefixItems;
  schema.items = first;
  schema.minItems = prefixItems.length;
  schema.maxItems = prefixItems.length;
}
