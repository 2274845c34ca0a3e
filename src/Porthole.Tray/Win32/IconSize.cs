namespace Porthole.Tray.Win32;

/// <summary>The size in pixels that Windows wants an icon in.</summary>
internal static class IconSize
{
    private const int SmallIconWidth = 49; // SM_CXSMICON
    private const int IconWidth = 11; // SM_CXICON
    private const int MenuCheckWidth = 71; // SM_CXMENUCHECK

    /// <summary>An icon in the notification area of the taskbar's monitor: 16 at 100 %, 24 at 150 %.</summary>
    public static int Notification() => User32.GetSystemMetricsForDpi(SmallIconWidth, TaskbarDpi());

    /// <summary>The picture in a balloon: 32 at 100 %.</summary>
    public static int Balloon() => User32.GetSystemMetricsForDpi(IconWidth, TaskbarDpi());

    /// <summary>A sign before a menu's line: a little smaller than the column for check marks, so that it keeps away from the text.</summary>
    public static int MenuMark() => User32.GetSystemMetricsForDpi(MenuCheckWidth, TaskbarDpi()) - 2;

    private static uint TaskbarDpi() =>
        User32.FindWindow("Shell_TrayWnd", title: null) is var taskbar and not 0 && User32.GetDpiForWindow(taskbar) is var dpi and not 0
            ? dpi
            : User32.GetDpiForSystem();
}
