/** A message of the Commander's, in which people see Workers live. */
export interface MessagePlace {
  sessionID: string;
  messageID: string;
}

/** Where Workers that start now are drawn. */
export type StageState = { state: "unset" } | { state: "set"; place: MessagePlace };

/** Where Workers are drawn, and whether a call waits for them. */
export interface LiveStage {
  readonly now: StageState;
  /** Workers that start from now on are drawn in this message. */
  moveTo(place: MessagePlace): void;
  /** The same, unless a message is set already. */
  settleIn(place: MessagePlace): void;
  /**
   * Where this attempt of a Worker is drawn, from its start to its end: a row left behind in another message
   * would go on saying "running". Undefined while no message is set.
   */
  placeOf(attempt: string): MessagePlace | undefined;
  /** Runs `work` as a call that waits for Workers. */
  wait(work: () => Promise<void>): Promise<void>;
  /** A call waits for Workers, so nobody needs to be woken. */
  awaited(): boolean;
}

export function liveStage(): LiveStage {
  let now: StageState = { state: "unset" };
  let waiting = 0;
  const rows = new Map<string, MessagePlace>();
  const moveTo = ({ sessionID, messageID }: MessagePlace): void => {
    now = { state: "set", place: { sessionID, messageID } };
  };
  return {
    get now() {
      return now;
    },
    moveTo,
    settleIn(place) {
      if (now.state === "unset") moveTo(place);
    },
    placeOf(attempt) {
      const place = rows.get(attempt) ?? (now.state === "set" ? now.place : undefined);
      if (place) rows.set(attempt, place);
      return place;
    },
    async wait(work) {
      waiting += 1;
      try {
        await work();
      } finally {
        waiting -= 1;
      }
    },
    awaited: () => waiting > 0,
  };
}
