/** Which tick the customer sees on an own message: on the phone, at WhatsApp, at the business, read there. */
import type { TickStatus } from '#phone/Ticks.tsx';
import type { MessageView } from '../shapes.ts';

export function tickOf({ status, isReadByBusiness }: Pick<MessageView, 'status' | 'isReadByBusiness'>): TickStatus {
  if (isReadByBusiness) return 'read';
  return status === 'accepted' ? 'queued' : status === 'delivered' ? 'delivered' : 'sent';
}
