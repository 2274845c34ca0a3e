namespace Porthole.Tray.Win32;

/// <summary>Puts text on the clipboard.</summary>
internal static unsafe class ClipboardText
{
    private const uint UnicodeText = 13; // CF_UNICODETEXT
    private const uint Moveable = 0x02; // GMEM_MOVEABLE: the clipboard takes no other memory

    /// <summary>False when another program holds the clipboard at this moment.</summary>
    public static bool TrySet(nint window, string text)
    {
        if (!User32.OpenClipboard(window)) return false;
        try
        {
            User32.EmptyClipboard();
            var memory = Copy(text);
            if (memory == 0) return false;

            // The memory is the clipboard's from here on, unless it refused.
            if (User32.SetClipboardData(UnicodeText, memory) != 0) return true;
            Kernel32.GlobalFree(memory);
            return false;
        }
        finally
        {
            User32.CloseClipboard();
        }
    }

    private static nint Copy(string text)
    {
        var memory = Kernel32.GlobalAlloc(Moveable, (nuint)((text.Length + 1) * sizeof(char)));
        if (memory == 0) return 0;
        var target = new Span<char>((void*)Kernel32.GlobalLock(memory), text.Length + 1);
        text.CopyTo(target);
        target[^1] = '\0';
        Kernel32.GlobalUnlock(memory);
        return memory;
    }
}
