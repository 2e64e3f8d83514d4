import * as z from 'zod';

const methodNotFound = -32601;

export const rpcErrorSchema = z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() });
export type RpcError = z.infer<typeof rpcErrorSchema>;

/** What came back for a request. */
export type RpcReply = { readonly result: unknown } | { readonly error: RpcError };

const messageSchema = z.object({
  id: z.union([z.string(), z.number()]).nullish(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: rpcErrorSchema.optional(),
});

/** What this side answers to a request by the other; undefined where it knows no such method. */
export type RpcHandler = (method: string, params: unknown) => unknown;

/**
 * One side of JSON-RPC 2.0 over lines. A client of our own instead of the protocol's SDK, since every message must reach the stream as it came, also
 * one that another version of the protocol brought, and since the SDK wants a second SDK beside it. Requests are told apart by names that the
 * caller gives, so that whoever reads the stream knows what a reply is to.
 */
export class RpcPeer {
  private readonly waiting = new Map<string, (reply: RpcReply) => void>();

  constructor(
    private readonly send: (line: string) => void,
    private readonly handler: RpcHandler,
  ) {}

  /** Never rejects; stays open for ever when the other side goes away. */
  request(id: string, method: string, params: unknown): Promise<RpcReply> {
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.write({ id, method, params });
    });
  }

  notify(method: string, params: unknown): void {
    this.write({ method, params });
  }

  /** Takes one line of the other side's; passes over what is no message. */
  receive(value: unknown): void {
    const parsed = messageSchema.safeParse(value);
    if (!parsed.success) return;
    const { id, method, params, result, error } = parsed.data;
    if (method === undefined) {
      const name = String(id);
      const reply = this.waiting.get(name);
      this.waiting.delete(name);
      reply?.(error === undefined ? { result } : { error });
      return;
    }
    const answer = this.handler(method, params);
    if (id === undefined || id === null) return;
    this.write(answer === undefined ? { id, error: { code: methodNotFound, message: `Sanctum does not serve ${method}.` } } : { id, result: answer });
  }

  private write(message: object): void {
    this.send(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}
