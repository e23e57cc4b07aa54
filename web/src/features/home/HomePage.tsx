import { LayoutOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { serverNow } from "@/api/clock";
import { hasDesk } from "@/app/access";
import { useUser } from "@/features/auth/useUser";
import { errorText } from "@/shared/errorText";
import { wallOf, zoneName } from "@/shared/time/zone";
import { Loading } from "@/shared/ui/Loading";
import { PageHead } from "@/shared/ui/PageHead";
import { useHome } from "./api";
import { ArrangeDrawer } from "./components/ArrangeDrawer";
import { HomeBlock } from "./components/Blocks";
import styles from "./home.module.css";
import { BLOCKS, greeting, isThere, ordered } from "./model";

/** 首页: what there is to do, to read and to know. */
export function Component() {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const home = useHome();
  const [arranging, setArranging] = useState(false);
  const now = serverNow();
  const today = new Intl.DateTimeFormat(i18n.language === "en" ? "en-GB" : i18n.language, {
    dateStyle: "full",
    timeZone: zoneName(),
  }).format(now);
  const data = home.data;
  const there = data ? BLOCKS.filter((block) => isThere(data, block, hasDesk(user))) : [];
  const shown = ordered(data?.layout.order ?? []).filter(
    (block) => there.includes(block) && !data?.layout.hidden?.includes(block),
  );

  return (
    <>
      <PageHead
        title={t(`home.greeting.${greeting(wallOf(now).hour)}`, { name: user.name })}
        detail={today}
        actions={
          data && (
            <Button icon={<LayoutOutlined />} onClick={() => setArranging(true)}>
              {t("home.arrange")}
            </Button>
          )
        }
      />
      {home.isPending && <Loading />}
      {home.error && !data && (
        <Alert
          type="error"
          showIcon
          title={errorText(home.error, t, i18n.language)}
          action={<Button onClick={() => void home.refetch()}>{t("common.retry")}</Button>}
        />
      )}
      {data && shown.length === 0 && <Alert type="info" showIcon title={t("home.all_hidden")} />}
      {data && (
        <div className={styles.blocks}>
          {shown.map((block) => (
            <section
              key={block}
              data-block={block}
              className={block === "figures" ? styles.wide : ""}
              aria-label={t(`home.blocks.${block}`)}
            >
              <HomeBlock block={block} home={data} />
            </section>
          ))}
        </div>
      )}
      {data && arranging && (
        <ArrangeDrawer
          layout={data.layout}
          there={there}
          onSaved={() => {
            setArranging(false);
            void home.refetch();
          }}
          onClose={() => setArranging(false)}
        />
      )}
    </>
  );
}
