using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>The machine's PATH, in which the program's folder stands so that <c>porthole</c> can be typed as the documentation says it.</summary>
internal static partial class SearchPath
{
    private const string Environment = @"SYSTEM\CurrentControlSet\Control\Session Manager\Environment";
    private const string Value = "Path";

    // WM_SETTINGCHANGE to all windows: Explorer gives what it starts from now on the new PATH.
    private const nint Everybody = 0xffff;
    private const uint SettingChange = 0x001a;
    private const uint AbortIfHung = 0x0002;
    private const uint PatienceMilliseconds = 1000;

    private static string Folder => AppContext.BaseDirectory.TrimEnd('\\');

    [SupportedOSPlatform("windows")]
    public static bool IsRegistered => With(Read(), Folder) == Read();

    [SupportedOSPlatform("windows")]
    public static void Register() => Change(With);

    [SupportedOSPlatform("windows")]
    public static void Unregister() => Change(Without);

    /// <summary>A PATH with a folder at its end, unless it holds it already.</summary>
    public static string With(string path, string folder) =>
        path.Split(';').Any(entry => IsSame(entry, folder)) ? path : path.TrimEnd(';') is { Length: > 0 } others ? $"{others};{folder}" : folder;

    /// <summary>A PATH without a folder, however it is spelled there; every other entry stays as it is.</summary>
    public static string Without(string path, string folder) => string.Join(';', path.Split(';').Where(entry => !IsSame(entry, folder)));

    private static bool IsSame(string entry, string folder) => string.Equals(entry.Trim().Trim('"').TrimEnd('\\'), folder, StringComparison.OrdinalIgnoreCase);

    [SupportedOSPlatform("windows")]
    private static string Read()
    {
        using var key = Registry.LocalMachine.OpenSubKey(Environment);
        return Read(key);
    }

    // As it is written: with its variables unexpanded, which other entries of a PATH are made of.
    [SupportedOSPlatform("windows")]
    private static string Read(RegistryKey? key) => key?.GetValue(Value, "", RegistryValueOptions.DoNotExpandEnvironmentNames) as string ?? "";

    [SupportedOSPlatform("windows")]
    private static void Change(Func<string, string, string> change)
    {
        using var key = Registry.LocalMachine.CreateSubKey(Environment);
        var before = Read(key);
        var after = change(before, Folder);
        if (after == before) return;
        key.SetValue(Value, after, RegistryValueKind.ExpandString);
        SendMessageTimeout(Everybody, SettingChange, 0, "Environment", AbortIfHung, PatienceMilliseconds, out _);
    }

    [LibraryImport("user32", EntryPoint = "SendMessageTimeoutW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint SendMessageTimeout(nint window, uint message, nuint wide, string text, uint flags, uint timeout, out nuint result);
}
