namespace Porthole.Tray.Win32;

/// <summary>The window messages the tray answers to (winuser.h), and its own.</summary>
internal static class WindowMessage
{
    public const uint Destroy = 0x0002;
    public const uint EndSession = 0x0016;
    public const uint SettingChange = 0x001A;
    public const uint ContextMenu = 0x007B;
    public const uint DisplayChange = 0x007E;
    public const uint NonClientCreate = 0x0081;
    public const uint Timer = 0x0113;
    public const uint DpiChanged = 0x02E0;
    private const uint User = 0x0400;
    private const uint App = 0x8000;

    /// <summary>The notification icon was chosen by mouse (NIN_SELECT) or by keyboard (NIN_KEYSELECT), or its balloon clicked.</summary>
    public const uint IconSelected = User + 0;
    public const uint IconKeySelected = User + 1;
    public const uint BalloonClicked = User + 5;

    /// <summary>What the notification icon sends, with one of the above in it.</summary>
    public const uint FromIcon = App + 1;

    /// <summary>Something lies in the mailbox for the window's thread.</summary>
    public const uint MailArrived = App + 2;
}
