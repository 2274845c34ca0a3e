using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Cli;

/// <summary>The settings with all registered devices, as an agent would have them, for commands that work without one.</summary>
internal static class RegisteredSettings
{
    /// <summary>Loads them; mistakes are told, and what stands beside them does not count.</summary>
    public static async Task<PortholeSettings> LoadAsync(ParseResult parsed, SettingsFile file, StateFolder folder)
    {
        var (settings, errors) = file.Load();
        if (!errors.IsEmpty) await Complaint.SayAsync(parsed, ExitCodes.Usage, [.. errors.Select(error => error.ToString())]);
        return File.Exists(folder.DevicesFile)
            ? new DeviceRegistry(new RegistryFile(folder.DevicesFile), settings, NullLogger<DeviceRegistry>.Instance).Settings
            : settings;
    }
}
