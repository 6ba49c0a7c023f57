/** `POST /{phone_number_id}/messages`: what Parley sends today, what Meta answers. */
import { z } from 'zod';

export const textBody = z.object({ body: z.string(), preview_url: z.boolean().optional() });
export const imageBody = z.object({ id: z.string().optional(), link: z.string().optional(), caption: z.string().optional() });
const common = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  /** One of the two; a BSUID in `to` is accepted and never delivered, so it belongs into `recipient`. */
  to: z.string().optional(),
  recipient: z.string().optional(),
  context: z.object({ message_id: z.string() }).optional(),
  /** Echoed in every status of the message: the only correlation key, as Meta knows no idempotency. */
  biz_opaque_callback_data: z.string().optional(),
};
export const sendRequest = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('text'), text: textBody }),
  z.object({ ...common, type: z.literal('image'), image: imageBody }),
]);

/** A read receipt marks this message and all earlier ones; typing is never shown without it. */
export const readRequest = z.object({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string(),
  typing_indicator: z.object({ type: z.literal('text') }).optional(),
});

/** Accepted, not delivered. `message_status` stands only on templates. */
export const sendAnswer = z.looseObject({
  contacts: z
    .array(z.looseObject({ input: z.string().optional(), wa_id: z.string().optional(), user_id: z.string().optional() }))
    .optional(),
  messages: z.array(z.looseObject({ id: z.string().min(1), message_status: z.string().optional() })).min(1),
});

export const errorAnswer = z.looseObject({
  error: z.looseObject({
    message: z.string().optional(),
    type: z.string().optional(),
    code: z.number(),
    error_subcode: z.number().optional(),
    error_data: z.looseObject({ details: z.string().optional() }).optional(),
    is_transient: z.boolean().optional(),
    fbtrace_id: z.string().optional(),
  }),
});
