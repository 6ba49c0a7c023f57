/** Server-sent events out of a fetched body. `EventSource` could not tell 401 from a lost network, nor send the first `Last-Event-ID`. */
export type SseEvent = { event: string; id: string | null; data: string };

/** Feed it text as it arrives; it gives back the events that are complete. A bare `retry:` comes as an event of that name. */
export function sseParser(): (text: string) => SseEvent[] {
  let rest = '';
  let lastId: string | null = null;
  return (text) => {
    rest += text;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const event = readBlock(block);
      if (event.id !== null) lastId = event.id;
      return event.data === '' ? [] : [{ ...event, id: lastId }];
    });
  };
}

function readBlock(block: string): SseEvent {
  const event: SseEvent = { event: 'message', id: null, data: '' };
  const data: string[] = [];
  let retry: string | null = null;
  for (const line of block.split(/\r?\n/)) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event') event.event = value;
    else if (field === 'id') event.id = value;
    else if (field === 'data') data.push(value);
    else if (field === 'retry' && /^\d+$/.test(value)) retry = value;
  }
  if (retry !== null && data.length === 0) return { ...event, event: 'retry', data: retry };
  return { ...event, data: data.join('\n') };
}
