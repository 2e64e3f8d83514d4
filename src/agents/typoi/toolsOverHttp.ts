import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { Web, WebServer } from '../../platform/web.js';

/** Stands in an agent's arguments where the address of its tools belongs, which is known only when they are served. */
export const toolsAddress = '{sanctum-tools}';

export interface HttpTools {
  /** What an agent is told: tools are at `<address>/mcp`. The token is part of it, since an agent may be able to send nothing else. */
  readonly address: string;
  readonly server: WebServer;
}

/**
 * Serves tools by MCP over HTTP on the loopback, to one run. Without sessions, and each answer as plain JSON, so that the simplest client is
 * served as well as a full one (https://modelcontextprotocol.io/specification/2025-06-18/basic/transports).
 */
export async function serveTools(web: Web, token: string, makeServer: () => McpServer): Promise<HttpTools> {
  const server = await web.serve(async (request) => {
    if (new URL(request.url).pathname !== `/${token}/mcp`) return new Response('This address serves one run of Sanctum.\n', { status: 404 });
    if (request.method !== 'POST') return new Response('Send messages by POST.\n', { status: 405, headers: { allow: 'POST' } });
    const headers = new Headers(request.headers);
    headers.set('accept', 'application/json, text/event-stream');
    headers.set('content-type', 'application/json');
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await makeServer().connect(transport);
    return transport.handleRequest(new Request(request.url, { method: 'POST', headers, body: await request.text(), signal: request.signal }));
  });
  return { address: `${server.address}/${token}`, server };
}
