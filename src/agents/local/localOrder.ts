import * as z from 'zod';

/** Tells the program what to start, and between what to stand: `localOrderSchema` as JSON. */
export const localVariable = 'SANCTUM_LOCAL';

/** Holds the endpoint's key; the agent does not see it. */
export const endpointKeyVariable = 'SANCTUM_ENDPOINT_KEY';

/** What the agent shows to the shim; set anew for each run. */
export const shimTokenVariable = 'SANCTUM_SHIM_TOKEN';

/** Stands in the agent's arguments where the shim's address belongs, which is known only when it listens. */
export const shimAddress = '{sanctum-shim}';

export const localOrderSchema = z.strictObject({
  agent: z.strictObject({ file: z.string(), args: z.array(z.string()) }),
  endpoint: z.strictObject({
    name: z.string(),
    url: z.string(),
    /** The engineer's variable that holds its key, for those who must be told of it. */
    keyVariable: z.string().optional(),
  }),
  model: z.string(),
  /** Sanctum's folder, where what was seen of the endpoint is kept. */
  home: z.string(),
});
export type LocalOrder = z.infer<typeof localOrderSchema>;
