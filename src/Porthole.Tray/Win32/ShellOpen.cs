namespace Porthole.Tray.Win32;

/// <summary>Opens things as a double click would.</summary>
internal static class ShellOpen
{
    private const int ShowNormal = 1; // SW_SHOWNORMAL

    /// <summary>ShellExecute answers with more than this when it worked.</summary>
    private const nint LastError = 32;

    /// <summary>Opens a web address or a folder; false when Windows knows no program for it or did not find it.</summary>
    public static bool Open(string target) => Shell32.ShellExecute(0, "open", target, null, null, ShowNormal) > LastError;
}
