/** Every number of Meta's that Parley or the sandbox goes by. */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const limits = {
  textCharacters: 4096,
  captionCharacters: 1024,
  opaqueCharacters: 512,
  imageBytes: 5 * 1024 * 1024,
  videoBytes: 16 * 1024 * 1024,
  audioBytes: 16 * 1024 * 1024,
  documentBytes: 100 * 1024 * 1024,
  staticStickerBytes: 100 * 1024,
  animatedStickerBytes: 500 * 1024,
  serviceWindowMs: dayMs,
  typingMs: 25_000,
  mediaUrlMs: 5 * minuteMs,
  uploadedMediaMs: 30 * dayMs,
  inboundMediaMs: 7 * dayMs,
  webhookBytes: 3 * 1024 * 1024,
  webhookRetryMs: 7 * dayMs,
  pairIntervalMs: 6000,
  pairBurst: 45,
  numberPerSecond: 80,
  highNumberPerSecond: 1000,
  messageLifeMs: 30 * dayMs,
} as const;

const documentation = 'https://developers.facebook.com/documentation/business-messaging/whatsapp';
/** Where Meta says so. A limit without its page does not compile. */
export const limitPages: Record<keyof typeof limits, string> = {
  textCharacters: `${documentation}/messages/text-messages`,
  captionCharacters: `${documentation}/messages/image-messages`,
  opaqueCharacters: `${documentation}/messages/send-messages`,
  imageBytes: `${documentation}/business-phone-numbers/media`,
  videoBytes: `${documentation}/business-phone-numbers/media`,
  audioBytes: `${documentation}/business-phone-numbers/media`,
  documentBytes: `${documentation}/business-phone-numbers/media`,
  staticStickerBytes: `${documentation}/business-phone-numbers/media`,
  animatedStickerBytes: `${documentation}/business-phone-numbers/media`,
  serviceWindowMs: `${documentation}/messages/send-messages`,
  typingMs: `${documentation}/typing-indicators`,
  mediaUrlMs: `${documentation}/business-phone-numbers/media`,
  uploadedMediaMs: `${documentation}/business-phone-numbers/media`,
  inboundMediaMs: `${documentation}/business-phone-numbers/media`,
  webhookBytes: `${documentation}/webhooks/overview`,
  webhookRetryMs: `${documentation}/webhooks/overview`,
  pairIntervalMs: `${documentation}/throughput`,
  pairBurst: `${documentation}/throughput`,
  numberPerSecond: `${documentation}/throughput`,
  highNumberPerSecond: `${documentation}/throughput`,
  messageLifeMs: `${documentation}/messages/send-messages`,
};
