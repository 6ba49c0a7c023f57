/** What the control desk takes, checked. */
import { z } from 'zod';
import { limits } from '#cloud-api/limits.ts';

const ms = z.number().int().min(0).max(3_600_000);
const count = z.number().int().min(0).max(1000);

export const settingsInput = z.strictObject({
  sentAfterMs: ms.optional(),
  deliveredAfterMs: ms.optional(),
  readAfterMs: ms.optional(),
  delivers: z.enum(['when-online', 'always', 'never']).optional(),
  reads: z.enum(['when-shown', 'always', 'never']).optional(),
  duplicates: z.number().int().min(0).max(10).optional(),
  shuffles: z.boolean().optional(),
  webhookDelayMs: ms.optional(),
  dropWebhooks: count.optional(),
  dropAnswers: count.optional(),
  failSends: count.optional(),
  answerDelayMs: z.number().int().min(0).max(60_000).optional(),
  failWith: z.number().int().nullable().optional(),
  tokenExpired: z.boolean().optional(),
  wrongSignatures: count.optional(),
  keepsRates: z.boolean().optional(),
  throughput: z.enum(['STANDARD', 'HIGH']).optional(),
});
export type SettingsInput = z.infer<typeof settingsInput>;

/** Nothing that is not seen or that turns the direction of a line around; what joins an emoji may stay. */
const visibleName = (name: string): string => {
  const seen = name
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/(?!\u200d)\p{Cf}/gu, '')
    .trim();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(seen) ? seen : '';
};

export const customerInput = z.strictObject({
  name: z.string().transform(visibleName).pipe(z.string().min(1, 'A name is needed.').max(80)),
  language: z.enum(['ko', 'en']),
  /** Digits with country code; without it one is found. */
  number: z
    .string()
    .regex(/^\d{7,15}$/)
    .optional(),
  /** A number that ends so, for the faults that hang on a number. */
  suffix: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  /** Hides the number from businesses. */
  username: z
    .string()
    .regex(/^(?=.*[a-z])[a-z0-9._]{3,35}$/)
    .optional(),
});
export type CustomerInput = z.infer<typeof customerInput>;

export const customerChange = z.strictObject({ isOnline: z.boolean() });
export const textInput = z.strictObject({
  text: z.string().min(1).max(65_536),
  phoneNumberId: z.string().optional(),
  quotedWamid: z.string().nullable().optional(),
});
export const pictureInput = z.object({
  phoneNumberId: z.string().optional(),
  quotedWamid: z.string().optional(),
  caption: z.string().max(limits.captionCharacters).optional(),
});
export const shownInput = z.strictObject({ isShown: z.boolean(), leaseMs: z.number().int().min(1000).max(600_000).nullable().optional() });
/** Only forward: nothing here or in Parley expects time to run back. */
export const clockInput = z.strictObject({
  byMs: z
    .number()
    .int()
    .min(1)
    .max(400 * 86_400_000),
});
