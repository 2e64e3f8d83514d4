import * as z from 'zod';

/** Tells the program what to start: `typoiOrderSchema` as JSON. */
export const typoiOrderVariable = 'SANCTUM_TYPOI_ORDER';

/** Stands in typoi's arguments where the address of its tools belongs, which is known only when they are served. */
export const toolsAddress = '{sanctum-tools}';

export const typoiOrderSchema = z.strictObject({ file: z.string(), args: z.array(z.string()) });
export type TypoiOrder = z.infer<typeof typoiOrderSchema>;
