using Porthole.Agent.Devices.Registry;

namespace Porthole.Agent.Hosting;

/// <summary>Reads the settings file again when it changes; a bad file is reported and the last good settings go on.</summary>
internal sealed class SettingsReload(SettingsFile file, DeviceRegistry registry, ILogger<SettingsReload> logger)
{
    public void Apply()
    {
        // A file that was there and is gone is a mistake, or an editor at work: the last good settings go on.
        var (settings, errors) = new SettingsFile(file.Path).Load();
        if (errors.IsEmpty)
        {
            HostingLog.SettingsApplied(logger, file.Path);
            if (settings.Api.Url != registry.Settings.Api.Url) HostingLog.ApiUrlAtNextStart(logger, settings.Api.Url);
        }

        registry.TakeSettings(settings, errors);
    }
}
