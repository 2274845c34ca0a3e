using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <content>Changes of one device.</content>
internal sealed partial class DeviceRegistry
{
    /// <summary>Registers a device.</summary>
    public RegistryAnswer Add(DeviceSettings device)
    {
        lock (_gate)
        {
            if (Prepare() is { } obstacle) return obstacle;
            if (Check(device, instead: null) is { } refusal) return refusal;
            if (Save(_content with { Added = _content.Added.Add(device) }) is { } failure) return failure;
            RegistryLog.Added(_logger, device.Name);
            return _view.Find(ForwardId.Slug(device.Name))!;
        }
    }

    /// <summary>Puts a device in another one's place; a new name gives it a new identity.</summary>
    public RegistryAnswer Replace(string id, DeviceSettings device)
    {
        lock (_gate)
        {
            if (Prepare() is { } obstacle) return obstacle;
            if (_view.Find(id) is not { IsFixed: false }) return Refuse(id);
            var old = Added(id);
            device = KeepPorts(device, old);
            if (Check(device, old) is { } refusal) return refusal;
            if (Save(_content with { Added = _content.Added.Replace(old, device) }) is { } failure) return failure;
            RegistryLog.Changed(_logger, device.Name);
            return _view.Find(ForwardId.Slug(device.Name))!;
        }
    }

    /// <summary>Takes a device out; what is open for it is closed.</summary>
    public RegistryAnswer Remove(string id)
    {
        lock (_gate)
        {
            if (Prepare() is { } obstacle) return obstacle;
            if (_view.Find(id) is not { IsFixed: false } device) return Refuse(id);
            if (Save(_content with { Added = _content.Added.Remove(Added(id)) }) is { } failure) return failure;
            RegistryLog.Removed(_logger, device.Settings.Name);
            return device;
        }
    }

    /// <summary>Closes a device for now, or opens it again; a fixed one too.</summary>
    public RegistryAnswer Pause(string id, bool paused)
    {
        lock (_gate)
        {
            if (Prepare() is { } obstacle) return obstacle;
            if (_view.Find(id) is not { } device) return Refuse(id);
            if (device.Settings.IsPaused == paused) return device;
            var content = device.IsFixed
                ? _content with { PausedFixed = paused ? _content.PausedFixed.Add(id) : _content.PausedFixed.Remove(id) }
                : _content with { Added = _content.Added.Replace(Added(id), Added(id) with { IsPaused = paused }) };
            if (Save(content) is { } failure) return failure;
            if (paused) RegistryLog.Paused(_logger, device.Settings.Name);
            else RegistryLog.Resumed(_logger, device.Settings.Name);
            return _view.Find(id)!;
        }
    }

    /// <summary>The refusal for a device that is not there, or may not be changed.</summary>
    public RegistryRefusal Missing(string id)
    {
        lock (_gate) return Refuse(id);
    }

    // An edit by hand since the last look is taken in first; one with mistakes must not be overwritten.
    private RegistryRefusal? Prepare()
    {
        Reload();
        return _fileErrors.IsEmpty
            ? null
            : new RegistryRefusal(RegistryRefusalReason.FileIsBad, $"{_file.Path} holds mistakes and would be overwritten. Correct it first: {string.Join(" ", _fileErrors.Select(error => error.Message))}");
    }

    private RegistryRefusal? Check(DeviceSettings device, DeviceSettings? instead)
    {
        var errors = new List<SettingsError>();
        var others = Fixed().AddRange(_content.Added.Where(other => other != instead));
        DeviceRules.Check(others.Add(device), errors);

        // The others are as good as they were before.
        var prefix = $"Devices[{others.Length}].";
        var own = errors.Where(error => error.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(error => error with { Key = error.Key[prefix.Length..] }).ToList();
        return own.Count == 0
            ? null
            : new RegistryRefusal(RegistryRefusalReason.Invalid, string.Join(" ", own.Select(error => error.Message))) { Errors = [.. own] };
    }

    private RegistryRefusal? Save(RegistryContent content)
    {
        try
        {
            var view = RegistryView.Of(_settings.Devices, content);
            var numbered = content with { Added = [.. content.Added.Select(device => view.Devices.FirstOrDefault(other => !other.IsFixed && other.Settings.Name == device.Name)?.Settings ?? device)] };
            _file.Save(numbered);
            _stamp = FileStamp.Of(_file.Path);
            Show(numbered);
            TellErrors();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new RegistryRefusal(RegistryRefusalReason.NotSaved, $"{_file.Path} cannot be written ({exception.Message}), so nothing was changed. Make room on the disk, or run as a user who may write there.");
        }
    }

    private RegistryRefusal Refuse(string id) => _view.Find(id) is { } device
        ? new RegistryRefusal(RegistryRefusalReason.Fixed, $"\"{device.Settings.Name}\" stands in the settings file. Change it there; Porthole applies the change by itself.")
        : new RegistryRefusal(RegistryRefusalReason.NotFound, $"No device \"{id}\" is registered. See what is: porthole devices list");

    private System.Collections.Immutable.ImmutableArray<DeviceSettings> Fixed() => [.. _view.Devices.Where(device => device.IsFixed).Select(device => device.Settings)];

    private DeviceSettings Added(string id) => _content.Added.First(device => ForwardId.Slug(device.Name) == id);

    /// <summary>A port that is sent without an external number keeps the one it has.</summary>
    private static DeviceSettings KeepPorts(DeviceSettings device, DeviceSettings old) => device with
    {
        Ports = [.. device.Ports.Select(port => port with { External = port.External ?? old.Ports.FirstOrDefault(known => IsSame(known, port))?.External })],
    };

    private static bool IsSame(PortSettings one, PortSettings other) =>
        ForwardId.Slug(one.Name) == ForwardId.Slug(other.Name) && one.Protocol == other.Protocol && one.Internal == other.Internal;
}
