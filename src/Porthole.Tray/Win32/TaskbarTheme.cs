using Porthole.Tray.Drawing;

namespace Porthole.Tray.Win32;

/// <summary>Whether the taskbar is dark or light.</summary>
internal static unsafe class TaskbarTheme
{
    private const nint CurrentUser = unchecked((int)0x80000001);
    private const uint TypeDword = 0x10;
    private const string Key = @"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize";

    /// <summary>The colours for the taskbar as it is now. Without the value (Windows 10 before 1903) the taskbar is always dark.</summary>
    public static TaskbarColours Colours()
    {
        uint isLight = 0;
        uint size = sizeof(uint);
        var result = Advapi32.RegGetValue(CurrentUser, Key, "SystemUsesLightTheme", TypeDword, null, &isLight, &size);
        return result == 0 && isLight != 0 ? TaskbarColours.OnLight : TaskbarColours.OnDark;
    }
}
