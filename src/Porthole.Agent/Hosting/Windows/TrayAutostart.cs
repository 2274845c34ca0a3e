using System.Runtime.Versioning;
using Microsoft.Win32;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>Starts the notification-area program whenever somebody signs in to this PC.</summary>
internal static class TrayAutostart
{
    private const string Run = @"SOFTWARE\Microsoft\Windows\CurrentVersion\Run";
    private const string Value = "Porthole";

    /// <summary>The notification-area program of the release; in a folder of its own, because each program brings just the parts of .NET that it needs.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "tray", "porthole-tray.exe");

    [SupportedOSPlatform("windows")]
    public static bool IsRegistered
    {
        get
        {
            using var key = Registry.LocalMachine.OpenSubKey(Run);
            return key?.GetValue(Value) is not null;
        }
    }

    /// <param name="dataFolder">The state folder when it is not the usual one.</param>
    [SupportedOSPlatform("windows")]
    public static void Register(string? dataFolder)
    {
        using var key = Registry.LocalMachine.CreateSubKey(Run);
        key.SetValue(Value, dataFolder is null ? $"\"{Program}\"" : $"\"{Program}\" --data {CommandLine.Quote(dataFolder)}");
    }

    [SupportedOSPlatform("windows")]
    public static void Unregister()
    {
        using var key = Registry.LocalMachine.OpenSubKey(Run, writable: true);
        key?.DeleteValue(Value, throwOnMissingValue: false);
    }
}
