using System.Runtime.InteropServices;

namespace Porthole.Tray.Win32;

/// <summary>The functions of shell32.dll that the tray calls.</summary>
internal static unsafe partial class Shell32
{
    private const string Library = "shell32.dll";

    [LibraryImport(Library, EntryPoint = "Shell_NotifyIconW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool NotifyIcon(uint action, NotifyIconData* data);

    [LibraryImport(Library, EntryPoint = "ShellExecuteW", StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint ShellExecute(nint window, string verb, string file, string? arguments, string? folder, int show);
}

/// <summary>NOTIFYICONDATAW as of Windows Vista.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NotifyIconData
{
    public const int TipCapacity = 128;
    public const int InfoCapacity = 256;
    public const int InfoTitleCapacity = 64;

    public uint Size;
    public nint Window;
    public uint Id;
    public uint Flags;
    public uint CallbackMessage;
    public nint Icon;
    public fixed char Tip[TipCapacity];
    public uint State;
    public uint StateMask;
    public fixed char Info[InfoCapacity];
    public uint Version;
    public fixed char InfoTitle[InfoTitleCapacity];
    public uint InfoFlags;
    public Guid Item;
    public nint BalloonIcon;
}
