/** Which phones show the chat right now. Only in memory: no page outlives the program that serves it. */
export type Presence = {
  isShown(customerId: string | null): boolean;
  /** Answers whether that changed anything. `leaseMs`: for so long unless told again; null: until told otherwise. */
  show(customerId: string, leaseMs: number | null): boolean;
  hide(customerId: string): boolean;
  stop(): void;
};

/** A page that vanished without a word stops counting when its lease ends; that is the machine's time, however far the clock is moved. */
export function openPresence(onLapse: (customerId: string) => void): Presence {
  const leases = new Map<string, NodeJS.Timeout | null>();
  const end = (customerId: string): boolean => {
    clearTimeout(leases.get(customerId) ?? undefined);
    return leases.delete(customerId);
  };
  return {
    isShown: (customerId) => customerId !== null && leases.has(customerId),
    show: (customerId, leaseMs) => {
      const wasShown = end(customerId);
      const lapse = () => {
        if (end(customerId)) onLapse(customerId);
      };
      leases.set(customerId, leaseMs === null ? null : setTimeout(lapse, leaseMs).unref());
      return !wasShown;
    },
    hide: end,
    stop: () => {
      for (const customerId of [...leases.keys()]) end(customerId);
    },
  };
}
