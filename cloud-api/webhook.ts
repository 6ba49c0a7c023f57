/**
 * Everything Meta may post, as open shapes: unknown fields stay, unknown kinds pass, enums are plain strings. The envelope is checked
 * without looking into its items, so that one malformed item can be set aside alone; each item is then parsed by its own schema.
 */
import { z } from 'zod';

/** Meta prints ids and times as strings; integers have been seen in both places. */
const word = z.union([z.string(), z.number().transform(String)]);

/** Whatever stands in it is not even looked at: there may be millions. */
const unread = z.custom<unknown[]>(Array.isArray);
/** Meta lists a few; whoever lists more, or one that is malformed, is told so once and not for each. */
const mostInList = 1_000;
const listOf = <Shape extends z.ZodType>(shape: Shape) =>
  z.custom<z.output<Shape>[]>(
    (value) => Array.isArray(value) && value.length <= mostInList && value.every((one) => shape.safeParse(one).success),
  );

/** Each layer by itself: one malformed entry, change or item is set aside alone. */
export const webhook = z.looseObject({ object: z.string(), entry: unread });
export const entry = z.looseObject({ changes: unread.nullish() });
export const change = z.looseObject({ field: z.string(), value: z.unknown() });

/** `value` of the fields with numbers (`messages`, `standby`, `user_preferences` …): which number; its lists are still unread. */
export const numberValue = z.looseObject({
  metadata: z.looseObject({ phone_number_id: word, display_phone_number: word.optional() }),
});

/** Hidden phones are left out, not empty; a BSUID has been seen in `wa_id` too (`isBsuid`). */
export const whatsappUser = z.looseObject({
  profile: z.looseObject({ name: z.string().optional(), username: z.string().optional() }).optional(),
  wa_id: word.optional(),
  user_id: z.string().optional(),
  parent_user_id: z.string().optional(),
});
export type WhatsappUser = z.infer<typeof whatsappUser>;

export const metaError = z.looseObject({
  code: z.number(),
  title: z.string().optional(),
  message: z.string().optional(),
  error_data: z.looseObject({ details: z.string().optional() }).optional(),
  href: z.string().optional(),
});

/** Image, video, audio, document, sticker. `sha256` is base64 here and hex in the answer of the media endpoint. */
export const inboundMedia = z.looseObject({
  id: word,
  mime_type: z.string().optional(),
  sha256: z.string().optional(),
  caption: z.string().optional(),
  filename: z.string().optional(),
  voice: z.boolean().optional(),
  animated: z.boolean().optional(),
  url: z.string().optional(),
});
export type InboundMedia = z.infer<typeof inboundMedia>;

const title = z.looseObject({ id: z.string().optional(), title: z.string().optional(), description: z.string().optional() });

export const inboundMessage = z.looseObject({
  id: z.string().min(1),
  from: word.optional(),
  from_user_id: z.string().optional(),
  from_parent_user_id: z.string().optional(),
  timestamp: word,
  type: z.string().min(1),
  group_id: z.string().optional(),
  context: z
    .looseObject({
      from: word.optional(),
      id: z.string().optional(),
      forwarded: z.boolean().optional(),
      frequently_forwarded: z.boolean().optional(),
    })
    .optional(),
  text: z.looseObject({ body: z.string() }).optional(),
  image: inboundMedia.optional(),
  video: inboundMedia.optional(),
  audio: inboundMedia.optional(),
  voice: inboundMedia.optional(),
  document: inboundMedia.optional(),
  sticker: inboundMedia.optional(),
  location: z
    .looseObject({
      latitude: z.union([z.number(), z.string()]),
      longitude: z.union([z.number(), z.string()]),
      name: z.string().optional(),
      address: z.string().optional(),
    })
    .optional(),
  contacts: listOf(z.looseObject({ name: z.looseObject({ formatted_name: z.string().optional() }).optional() })).optional(),
  /** A removed reaction has no emoji, or an empty one. */
  reaction: z.looseObject({ message_id: z.string(), emoji: z.string().optional() }).optional(),
  interactive: z
    .looseObject({
      type: z.string(),
      button_reply: title.optional(),
      list_reply: title.optional(),
      nfm_reply: z.looseObject({}).optional(),
    })
    .optional(),
  button: z.looseObject({ payload: z.string().optional(), text: z.string().optional() }).optional(),
  order: z.looseObject({ text: z.string().optional(), product_items: listOf(z.looseObject({})).optional() }).optional(),
  system: z
    .looseObject({
      type: z.string().optional(),
      body: z.string().optional(),
      wa_id: word.optional(),
      user_id: z.string().optional(),
      previous_user_id: z.string().optional(),
    })
    .optional(),
  unsupported: z.looseObject({ type: z.string().optional() }).optional(),
  errors: listOf(metaError).optional(),
});
export type InboundMessage = z.infer<typeof inboundMessage>;

export const statusUpdate = z.looseObject({
  id: z.string().min(1),
  status: z.string().min(1),
  timestamp: word,
  recipient_id: word.optional(),
  recipient_user_id: z.string().optional(),
  recipient_participant_id: word.optional(),
  biz_opaque_callback_data: z.string().optional(),
  pricing: z.looseObject({ billable: z.boolean().optional(), type: z.string().optional(), category: z.string().optional() }).optional(),
  errors: listOf(metaError).optional(),
});

/** An item of `user_id_update`. */
export const idUpdate = z.looseObject({
  wa_id: word.optional(),
  user_id: z.looseObject({ previous: z.string(), current: z.string() }),
});

/** Recognised in any id field: integrators have seen one in `from`. */
export const isBsuid = (id: string): boolean => /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(id);
