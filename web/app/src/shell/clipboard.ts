// Copies text; where the browser gives no clipboard (http pages), the old way through a selection.
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    // Deprecated, but the only one that works without a secure context.
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}
