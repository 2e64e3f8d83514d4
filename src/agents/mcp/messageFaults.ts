import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';

/** As https://www.jsonrpc.org/specification numbers them. */
const codes = { parse: -32700, request: -32600, params: -32602 } as const;

/** Whom an answer goes to; null where the message does not tell. */
type Id = string | number | null;

/** What is wrong with a message, in words that say what to send. */
export interface Fault {
  readonly id: Id;
  readonly fault: { readonly code: number; readonly message: string };
}

const form = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}';
const idSchema = z.union([z.string().max(200), z.number()]).nullable().catch(null);
const callSchema = z.looseObject({ method: z.literal('tools/call') });
const paramsSchema = z.looseObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()).optional() });

/** The message in a line, or what is wrong with it; of one that was too long to keep, its two ends. Pure. */
export function faultIn(line: string | { readonly head: string; readonly tail: string }, tools: readonly string[]): Fault | { readonly message: JSONRPCMessage } {
  if (typeof line !== 'string') return fault(idAtEnds(line), codes.request, 'This message is longer than four megabytes. Send a shorter one: no tool takes more than some thousand characters.');
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return fault(null, codes.parse, `This is not JSON. Send one message a line, such as ${form}.`);
  }
  if (Array.isArray(value)) return fault(null, codes.request, 'Batches are not taken. Send each message on a line of its own.');
  const id = idSchema.parse(typeof value === 'object' && value !== null && 'id' in value ? value.id : null);
  const parsed = JSONRPCMessageSchema.safeParse(value);
  if (!parsed.success) return fault(id, codes.request, `This is not a message of JSON-RPC 2.0. Send one such as ${form}.`);
  if (id !== null && callSchema.safeParse(value).success) {
    const params = paramsSchema.safeParse('params' in parsed.data ? parsed.data.params : undefined);
    if (!params.success) return fault(id, codes.params, `tools/call needs the name of a tool and its arguments: {"name": "${tools[0] ?? ''}", "arguments": {…}}. Your tools: ${tools.join(', ')}.`);
  }
  return { message: parsed.data };
}

function fault(id: Id, code: number, message: string): Fault {
  return { id, fault: { code, message } };
}

/** Clients write the id first or last. */
function idAtEnds({ head, tail }: { readonly head: string; readonly tail: string }): Id {
  const [, first] = /^\s*\{(?:\s*"jsonrpc"\s*:\s*"2\.0"\s*,)?\s*"id"\s*:\s*(\d{1,15}|"[^"\\]{1,200}")\s*,/.exec(head) ?? [];
  const [, last] = /,\s*"id"\s*:\s*(\d{1,15}|"[^"\\]{1,200}")\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/.exec(tail) ?? [];
  const found = first ?? last;
  return found === undefined ? null : idSchema.parse(JSON.parse(found));
}
