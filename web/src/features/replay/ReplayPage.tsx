import { CaretRightOutlined, PauseOutlined, StepBackwardOutlined, StepForwardOutlined } from "@ant-design/icons";
import { Alert, Button, DatePicker, Segmented, Select, Slider, Space } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { serverNow } from "@/api/clock";
import { errorText } from "@/shared/errorText";
import { formatDateTime } from "@/shared/format";
import { useAddress } from "@/shared/list/useAddress";
import { momentPicked, picked } from "@/shared/time/picked";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { useReplay } from "./api";
import { Strip } from "./components/Strip";
import { Tables } from "./components/Tables";
import { boardAt, busiest, courseOf, type Facts, SPANS, SPEEDS } from "./model";
import styles from "./replay.module.css";

const STEPS = 240;
const now = () => Math.floor(Date.now() / 1000);

/** 回放: the live board as it was at any moment of some hours that are over. */
export function Component() {
  const { t, i18n } = useTranslation();
  const [address, change] = useAddress();
  const span = SPANS.find((minutes) => String(minutes) === address.get("minutes")) ?? 60;
  const [opened] = useState(now);
  const wanted = Number(address.get("until"));
  const to = Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, opened) : opened;
  const from = to - span * 60;
  const facts = useReplay(from, to);
  const put = (name: string, value: string | null) =>
    change((next) => (value === null ? next.delete(name) : next.set(name, value)), { replace: true });
  return (
    <>
      <PageHead
        title={t("replay.title")}
        detail={t("replay.detail")}
        actions={
          <>
            <Segmented<number>
              aria-label={t("replay.span")}
              value={span}
              onChange={(minutes) => put("minutes", String(minutes))}
              options={SPANS.map((minutes) => ({ value: minutes, label: t("replay.minutes", { count: minutes }) }))}
            />
            <DatePicker
              aria-label={t("replay.until")}
              placeholder={t("replay.until")}
              showTime={{ format: "HH:mm" }}
              format="YYYY-MM-DD HH:mm"
              maxDate={picked(serverNow()) ?? undefined}
              value={address.get("until") ? picked(to * 1000) : null}
              onChange={(day) => put("until", day ? String(Math.floor(momentPicked(day) / 1000)) : null)}
            />
            <Link to="/live" style={{ whiteSpace: "nowrap" }}>
              {t("replay.back")}
            </Link>
          </>
        }
      />
      {facts.isPending && <Loading />}
      {facts.error && <Alert type="error" showIcon title={errorText(facts.error, t, i18n.language)} />}
      {facts.data && <Show key={`${from} ${to}`} facts={facts.data} from={from} to={to} />}
    </>
  );
}

function Show({ facts, from, to }: { facts: Facts; from: number; to: number }) {
  const { t, i18n } = useTranslation();
  const [moment, setMoment] = useState(from);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(10);
  const course = useMemo(() => courseOf(facts, from, to, STEPS), [facts, from, to]);
  const board = useMemo(() => boardAt(facts, moment), [facts, moment]);
  const said = formatDateTime(moment * 1000, i18n.language);
  const go = (place: number) => setMoment(Math.min(to, Math.max(from, place)));

  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      setMoment((before) => Math.min(to, before + speed / 2));
    }, 500);
    return () => clearInterval(timer);
  }, [playing, speed, to]);
  useEffect(() => {
    if (moment >= to) setPlaying(false);
  }, [moment, to]);

  return (
    <>
      <section className={styles.player} aria-label={t("replay.title")}>
        <div className={styles.controls}>
          <strong className="figure">{said}</strong>
          <Space.Compact>
            <Button icon={<StepBackwardOutlined />} aria-label={t("replay.earlier")} onClick={() => go(moment - 30)} />
            <Button
              type="primary"
              icon={playing ? <PauseOutlined /> : <CaretRightOutlined />}
              onClick={() => {
                if (moment >= to) setMoment(from);
                setPlaying(!playing);
              }}
            >
              {t(playing ? "replay.pause" : "replay.play")}
            </Button>
            <Button icon={<StepForwardOutlined />} aria-label={t("replay.later")} onClick={() => go(moment + 30)} />
          </Space.Compact>
          <Select<number>
            aria-label={t("replay.speed")}
            value={speed}
            onChange={setSpeed}
            options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          />
          <Button disabled={facts.waits.length === 0} onClick={() => go(busiest(facts, from))}>
            {t("replay.busiest")}
          </Button>
        </div>
        <Strip course={course} />
        <Slider
          className={styles.slider}
          min={from}
          max={to}
          step={1}
          value={moment}
          onChange={go}
          ariaLabelForHandle={t("replay.moment")}
          ariaValueTextFormatterForHandle={() => said}
          tooltip={{ formatter: (value) => formatDateTime((value ?? from) * 1000, i18n.language) }}
        />
      </section>
      <Tables board={board} moment={moment} />
    </>
  );
}
