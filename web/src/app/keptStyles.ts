import { createCache } from "@ant-design/cssinjs"; // antd's own: it comes with antd, in its version

type Cache = ReturnType<typeof createCache>;

/**
 * antd's styles, each computed once for as long as the page is open. By itself antd forgets a component's style with the
 * last of its kind that is shown, and computes it anew for the next: every call that takes the place of another on the
 * desk would do so for all of its forms. An entry is how many components hold it, and the style; here the page holds
 * each as well.
 */
export function keptStyles(): Cache {
  const cache = createCache();
  const update = cache.opUpdate.bind(cache);
  cache.opUpdate = (path, make) =>
    update(path, (before) => {
      const after = make(before);
      return after !== null && !before ? [after[0] + 1, after[1]] : after;
    });
  return cache;
}
