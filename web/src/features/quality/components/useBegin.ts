import { useNavigate } from "react-router";
import { useErrorNotice } from "@/shared/useErrorNotice";
import { useAssessmentActs } from "../api";

/** Begins to score somebody's part in a recording, and goes there. */
export function useBegin() {
  const navigate = useNavigate();
  const fail = useErrorNotice();
  const { begin } = useAssessmentActs();
  return {
    busy: begin.isPending,
    begin: (wanted: { scorecard: string; recording: string; agent: string }) =>
      begin.mutate(wanted, {
        onSuccess: (made) => void navigate(`/quality/assessments/${made.id}`),
        onError: fail,
      }),
  };
}
