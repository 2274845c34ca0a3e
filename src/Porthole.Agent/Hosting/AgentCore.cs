using Porthole.Agent.Connections;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Discovery;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Devices.Identity;
using Porthole.Agent.Devices.Neighbours;
using Porthole.Agent.Devices.Registry;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Diagnosis.Routers;
using Porthole.Agent.Forwarding;
using Porthole.Agent.History;
using Porthole.Agent.Metrics;
using Porthole.Agent.Status;
using Porthole.PortMapping;
using Porthole.Relay;

namespace Porthole.Agent.Hosting;

/// <summary>
/// Everything of the agent but its face: the loop, the relays and what feeds them. It stands apart from the web host,
/// which takes a tenth of a second to start while the router is already being asked, and which may fail without
/// closing a camera.
/// </summary>
internal sealed class AgentCore : IAsyncDisposable
{
    /// <summary>Each ends within milliseconds of being asked to. One that hangs must not keep the ports open.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _feeding = new();
    private readonly CancellationTokenSource _running = new();
    private readonly RelayHost _relays;
    private readonly RelayWatch _relayWatch;
    private readonly ForwardingLoop _loop;
    private readonly List<(string Name, Task Run)> _feeders = [];
    private readonly HistoryFile _historyFile;
    private readonly AgentMeter _meter;
    private readonly TaskCompletionSource _defect = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loopRun;
    private readonly ILogger _logger;

    private AgentCore(AgentSetup setup, TimeProvider time, ILoggerFactory logs)
    {
        Time = time;
        _logger = logs.CreateLogger<AgentCore>();
        Board = new StatusBoard(time);
        Connections = new ConnectionLog(setup.Folder.ConnectionsFolder, time, logs.CreateLogger<ConnectionLog>());
        History = new TransitionRing(time);
        _historyFile = new HistoryFile(setup.Folder.HistoryFile, History, time, logs.CreateLogger<HistoryFile>());
        _historyFile.Load();
        _relays = new RelayHost(RelayLimits.From(setup.Settings.Relay), time);
        Registry = new DeviceRegistry(new RegistryFile(setup.Folder.DevicesFile), setup.Settings, logs.CreateLogger<DeviceRegistry>());
        var memory = new MemoryFile(setup.Folder.MemoryFile, logs.CreateLogger<MemoryFile>());
        _loop = new ForwardingLoop(
            Registry.Settings,
            _relays,
            Board,
            new ProblemLedger(logs.CreateLogger<ProblemLedger>()),
            History,
            (gateway, settings, remembered) => OpenSession(setup, gateway, settings, remembered),
            memory,
            InstanceTag.For(setup.Folder, MachineWord.Read(), memory, logs.CreateLogger(typeof(InstanceTag))),
            time,
            logs.CreateLogger<ForwardingLoop>());
        Registry.Connect(_loop.Post);
        _loopRun = Task.Run(() => _loop.RunAsync(_running.Token));
        Loop = Task.WhenAny(_loopRun, _defect.Task).Unwrap();
        var devices = WatchDevices(setup, time, logs);
        devices.Recall();
        Feed(new GatewayKeeper(_loop, setup, time).RunAsync);
        Feed(new ClockWatch(_loop, time).RunAsync);
        Feed(_historyFile.RunAsync);
        _relayWatch = new RelayWatch(_relays, _loop, Connections);
        Feed(_relayWatch.RunAsync);
        Feed(devices.RunAsync);
        _meter = new AgentMeter(Board);
        Feed(_meter.RunAsync);
        Feed(new BannerWatch(Board, _loop, time).RunAsync);
        Feed(new FirewallWatch(Board, (ports, cancellationToken) => HostFirewall.LookAsync(ports, Board.Current.Gateway?.InterfaceName, Board.Current.Gateway?.LocalAddress, time, cancellationToken), _loop.Post, time).RunAsync);
        Feed(new FileWatch(WatchedFiles(setup, logs), time).RunAsync);
    }

    public TimeProvider Time { get; }

    /// <summary>Where every face reads.</summary>
    public StatusBoard Board { get; }

    public ConnectionLog Connections { get; }

    /// <summary>What became otherwise, and why.</summary>
    public TransitionRing History { get; }

    public DeviceRegistry Registry { get; }

    /// <summary>Ends when the loop ends, or fails with what feeds it; before a stop either is a defect, and nothing would be renewed any more.</summary>
    public Task Loop { get; }

    /// <summary>Tries a forward again now, instead of when it is due.</summary>
    public void Retry(string forwardId) => _loop.Post(new LoopEvent.RetryAsked(forwardId));

    /// <summary>Starts; the router is asked before this returns.</summary>
    public static AgentCore Start(AgentSetup setup, TimeProvider time, ILoggerFactory logs) => new(setup, time, logs);

    /// <summary>Waits until every forward has come to rest once, or for the time given.</summary>
    public async Task WaitForFirstPortsAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(most, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await foreach (var snapshot in Board.WatchAsync(either.Token))
            {
                if (snapshot.Gateway is not null && !snapshot.IsClimbing) return;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A slow router is not waited for.
        }
    }

    /// <summary>Ends when the loop has come round; a loop that hangs lets it wait.</summary>
    public Task PulseAsync(CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(new LoopEvent.Pulse(answer));
        return answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Stops in order: first what feeds the loop, then the loop, which gives back what is held, then the relays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _feeding.CancelAsync();
        await EndFeedingAsync();
        await _running.CancelAsync();
        await _loopRun.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop.Dispose();
        _historyFile.Save();
        await _relays.DisposeAsync();
        _relayWatch.Finish();
        Connections.Dispose();
        _meter.Dispose();
        _feeding.Dispose();
        _running.Dispose();
    }

    private async Task EndFeedingAsync()
    {
        try
        {
            await Task.WhenAll(_feeders.Select(feeder => feeder.Run)).WaitAsync(LongestFarewell, Time);
        }
        catch (TimeoutException)
        {
            HostingLog.FeederHangs(_logger, string.Join(", ", _feeders.Where(feeder => !feeder.Run.IsCompleted).Select(feeder => feeder.Name)));
        }
    }

    private void Feed(Func<CancellationToken, Task> run) => _feeders.Add((run.Target!.GetType().Name, Task.Run(async () =>
    {
        try
        {
            await run(_feeding.Token);
        }
        catch (OperationCanceledException) when (_feeding.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception defect)
        {
            // A loop that is no longer fed goes on as if nothing happened any more: nobody would notice.
            _defect.TrySetException(defect);
        }
    })));

    private List<WatchedFile> WatchedFiles(AgentSetup setup, ILoggerFactory logs)
    {
        var files = new List<WatchedFile> { new(setup.Folder.DevicesFile, Registry.Reload) };
        if (setup.File is { } file) files.Add(new(file.Path, new SettingsReload(file, Registry, logs.CreateLogger<SettingsReload>()).Apply));
        return files;
    }

    private DeviceWatch WatchDevices(AgentSetup setup, TimeProvider time, ILoggerFactory logs)
    {
        var neighbours = new SystemNeighbours();
        var discovery = new DeviceDiscovery(neighbours, () => Board.Current.Gateway?.Address, time);
        var file = new IdentityFile(setup.Folder.IdentitiesFile, logs.CreateLogger<IdentityFile>());
        return new DeviceWatch(Board, _loop.Post, neighbours, new DeviceContact(time), new DiscoverySearch(discovery), file, time, logs.CreateLogger<DeviceWatch>());
    }

    private GatewaySession OpenSession(AgentSetup setup, DefaultGateway gateway, Settings.GatewaySettings settings, AgentMemory memory) => new(
        gateway,
        setup.GatewayOptions with { Protocols = settings.Protocols, NonceSecret = memory.NonceSecret, Remembered = new RememberedGateway(memory.DescriptionUrl) },
        Time);
}
