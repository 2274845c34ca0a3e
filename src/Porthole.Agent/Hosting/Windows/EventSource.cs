using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Win32;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>The service's name in the Event Log, "Application".</summary>
internal static class EventSource
{
    public const string Name = "Porthole";

    private const string Parent = @"SYSTEM\CurrentControlSet\Services\EventLog\Application";

    /// <summary>Error, warning and information: <c>EVENTLOG_*_TYPE</c>.</summary>
    private const int Types = 7;

    [SupportedOSPlatform("windows")]
    public static bool Exists
    {
        get
        {
            using var key = Registry.LocalMachine.OpenSubKey($@"{Parent}\{Name}");
            return key is not null;
        }
    }

    /// <summary>Without the file that holds the texts' frame, the Event Viewer puts a complaint before every entry.</summary>
    [SupportedOSPlatform("windows")]
    public static void Register()
    {
        using var key = Registry.LocalMachine.CreateSubKey($@"{Parent}\{Name}");
        key.SetValue("EventMessageFile", Path.Combine(AppContext.BaseDirectory, "System.Diagnostics.EventLog.Messages.dll"), RegistryValueKind.ExpandString);
        key.SetValue("TypesSupported", Types, RegistryValueKind.DWord);
    }

    [SupportedOSPlatform("windows")]
    public static void Unregister()
    {
        using var parent = Registry.LocalMachine.OpenSubKey(Parent, writable: true);
        parent?.DeleteSubKey(Name, throwOnMissingSubKey: false);
    }

    /// <summary>Writes one entry beside the log, for what ends the agent before there is a log.</summary>
    [SupportedOSPlatform("windows")]
    public static void WriteError(string message) => EventLog.WriteEntry(Name, message, EventLogEntryType.Error);
}
