import { type ComponentType, useEffect, useState } from "react";

/** A part of a page that is loaded by itself, once it is wanted; `null` until it is there. */
export interface Later<P> {
  use: (wanted: boolean) => ComponentType<P> | null;
}

/**
 * Like `lazy`, without a boundary: one that has waited shows its content up to 300 ms late, which is long for the phone
 * bar and for a pop that must be there before the phone rings.
 */
export function later<P>(fetch: () => Promise<ComponentType<P>>): Later<P> {
  let loaded: ComponentType<P> | null = null;
  let loading: Promise<ComponentType<P>> | null = null;
  const load = () => {
    loading ??= fetch().then(
      (part) => {
        loaded = part;
        return part;
      },
      (error) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  };
  return {
    use: (wanted) => {
      const [part, setPart] = useState(() => loaded);
      const [failed, setFailed] = useState<unknown>(null);
      useEffect(() => {
        if (!wanted || part !== null) return;
        let gone = false;
        load().then(
          (one) => gone || setPart(() => one),
          (error) => gone || setFailed(error),
        );
        return () => {
          gone = true;
        };
      }, [wanted, part]);
      if (failed !== null) throw failed;
      return part;
    },
  };
}
