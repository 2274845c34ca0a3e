using System.Collections.Immutable;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Hosting;
using Porthole.Agent.Settings;

namespace Porthole.Agent.Devices.Registry;

/// <summary>
/// Keeps which devices are registered, and tells the forwarding loop of every change. A change is on the disk before
/// it is answered. Safe from any thread.
/// </summary>
internal sealed partial class DeviceRegistry
{
    private readonly Lock _gate = new();
    private readonly RegistryFile _file;
    private readonly ILogger _logger;
    private PortholeSettings _settings;
    private ImmutableArray<SettingsError> _settingsErrors = [];
    private ImmutableArray<SettingsError> _fileErrors;
    private RegistryContent _content;
    private RegistryView _view;
    private FileStamp _stamp;
    private Action<LoopEvent> _tell = _ => { };

    /// <summary>Reads the file. A bad one leaves the fixed devices alone: there is no last good state yet.</summary>
    public DeviceRegistry(RegistryFile file, PortholeSettings settings, ILogger<DeviceRegistry> logger)
    {
        (_file, _settings, _logger) = (file, settings, logger);
        _stamp = FileStamp.Of(file.Path);
        var (content, errors) = file.Load();
        (_content, _fileErrors) = (errors.IsEmpty ? content : RegistryContent.Empty, errors);
        _view = RegistryView.Of(settings.Devices, _content);
    }

    /// <summary>All devices as they stand now.</summary>
    public RegistryView Current
    {
        get
        {
            lock (_gate) return _view;
        }
    }

    /// <summary>The settings with all devices, as the forwarding loop takes them.</summary>
    public PortholeSettings Settings
    {
        get
        {
            lock (_gate) return Complete();
        }
    }

    /// <summary>What is wrong in the two files; empty when all is well.</summary>
    public ImmutableArray<SettingsError> Errors
    {
        get
        {
            lock (_gate) return [.. _settingsErrors, .. _fileErrors, .. _view.LeftOut];
        }
    }

    /// <summary>From now on the loop is told of every change; what is wrong already is told at once.</summary>
    public void Connect(Action<LoopEvent> tell)
    {
        lock (_gate)
        {
            _tell = tell;
            if (!Errors.IsEmpty) TellErrors();
        }
    }

    /// <summary>The settings file was read again: the new settings, or the mistakes that keep the last good ones in force.</summary>
    public void TakeSettings(PortholeSettings settings, ImmutableArray<SettingsError> errors)
    {
        lock (_gate)
        {
            _settingsErrors = errors;
            if (errors.IsEmpty)
            {
                _settings = settings;
                Show(_content);
            }

            TellErrors();
        }
    }

    /// <summary>Reads <c>devices.json</c> again when somebody else has changed it; a bad file keeps the last good devices.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            var stamp = FileStamp.Of(_file.Path);
            if (stamp == _stamp) return;
            _stamp = stamp;
            (var content, _fileErrors) = _file.Load();
            if (_fileErrors.IsEmpty) Show(content);
            TellErrors();
        }
    }

    private PortholeSettings Complete() => _settings with { Devices = _view.Settings };

    private void Show(RegistryContent content)
    {
        _content = content;
        _view = RegistryView.Of(_settings.Devices, content);
        _tell(new LoopEvent.SettingsChanged(Complete()));
    }

    private void TellErrors() => _tell(new LoopEvent.SettingsRead([.. Errors.Select(error => error.ToString())]));
}
