/** Ours → Meta's: the body of `POST /{phone_number_id}/messages`. Pure; what may be sent at all was decided before. */
import type { Content } from '#contract/content.ts';

/** One of the two: `to` takes a number with `+` (without it Meta puts the business's own country before it), `recipient` a BSUID. */
export type Address = { phone: string } | { bsuid: string };

export type Outbound = {
  /** Comes back in every status of this message: the only key that survives a lost answer. */
  messageId: string;
  address: Address;
  content: Content;
  /** WhatsApp's id of the uploaded file, for contents that carry one. */
  providerMediaId: string | null;
  quotedProviderId: string | null;
};

export function buildMessage({ messageId, address, content, providerMediaId, quotedProviderId }: Outbound): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...('phone' in address ? { to: `+${address.phone.replace(/\D/g, '')}` } : { recipient: address.bsuid }),
    ...(quotedProviderId === null ? {} : { context: { message_id: quotedProviderId } }),
    ...buildContent(content, providerMediaId),
    biz_opaque_callback_data: messageId,
  };
}

function buildContent(content: Content, providerMediaId: string | null): Record<string, unknown> {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: { body: content.text, preview_url: false } };
    case 'image':
      if (providerMediaId === null) throw new Error('An image is uploaded before its message is built.');
      return { type: 'image', image: { id: providerMediaId, ...(content.caption ? { caption: content.caption } : {}) } };
    case 'file':
    case 'other':
      throw new Error(`Content of kind ${content.kind} only comes in.`);
    default:
      return content satisfies never;
  }
}

/** A number reaches more kinds of message than a BSUID (authentication, for one), so it goes first. */
export function addressOf(identities: readonly { kind: string; value: string }[]): Address | null {
  const phone = identities.find(({ kind }) => kind === 'phone')?.value;
  if (phone) return { phone };
  const bsuid = identities.find(({ kind }) => kind === 'bsuid')?.value;
  return bsuid ? { bsuid } : null;
}
