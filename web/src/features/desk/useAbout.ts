import { useTranslation } from "react-i18next";
import { useLive } from "@/live/hooks";
import type { ScreenPop } from "@/live/types";
import { pickText } from "@/shared/format";
import { useNodeWords } from "@/shared/nodeWords";
import { aboutOf } from "./model";
import type { Work } from "./work";

/** What the call may be about before anything is typed, in words: its queue, what the caller chose, his open tickets. */
export function useAbout(pop: ScreenPop | null, work: Work): string {
  const { i18n } = useTranslation();
  const queues = useLive((state) => state.queues);
  const words = useNodeWords();
  const { queue } = work.subject;
  const name = queue === null ? "" : pickText(queues.get(queue)?.name, i18n.language);
  return aboutOf(name, pop, words.meaning);
}
