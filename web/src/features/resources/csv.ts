/** A table as text. Spreadsheets in China save CSV in GBK: what is no UTF-8 is that. */
export async function textOf(file: Blob): Promise<string> {
  const bytes = await bytesOf(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

function bytesOf(file: Blob): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(file);
  });
}

/** The heading that the import knows, with lines that show how it is filled in. */
export const EXAMPLE = [
  "number,list,direction,action,reason,expires",
  "13800138000,black,in,reject,,",
  "0108888*,dnc,out,,,2027-12-31T00:00:00+08:00",
  "",
].join("\n");
