using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Porthole.Agent.Diagnosis;
using Porthole.Agent.Forwarding;
using Porthole.Agent.History;
using Porthole.Agent.Settings;
using Porthole.Agent.Status;
using Porthole.PortMapping;
using Porthole.Relay;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Support;

/// <summary>A forwarding loop with a fake router, a clock that a test moves, and the real relay on loopback.</summary>
internal sealed class LoopBench : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stopping = new();
    private readonly RelayHost _relays;
    private readonly ForwardingLoop _loop;
    private readonly StatusBoard _board;
    private readonly Task _running;

    public LoopBench(PortholeSettings settings, FakeMemory? memory = null, Action<FakeRouter>? prepare = null, LoopBench? before = null, ILoggerFactory? logs = null)
    {
        Settings = settings;
        Memory = memory ?? new FakeMemory();
        Time = before?.Time ?? new ManualTime();
        Router = before?.Router ?? new FakeRouter(Time);
        prepare?.Invoke(Router);
        _relays = new RelayHost(new RelayOptions(), TimeProvider.System);
        _board = new StatusBoard(Time);
        History = new TransitionRing(Time);
        _loop = new ForwardingLoop(
            settings,
            _relays,
            _board,
            new ProblemLedger(logs?.CreateLogger<ProblemLedger>() ?? new RecordingLogger<ProblemLedger>(Log)),
            History,
            (gateway, _, _) => Router.Open(gateway),
            Memory,
            new OwnTag("0a1b", Tags.Add),
            Time,
            logs?.CreateLogger<ForwardingLoop>() ?? NullLogger<ForwardingLoop>.Instance);
        _running = Task.Run(() => _loop.RunAsync(_stopping.Token));
    }

    public ManualTime Time { get; }

    public ForwardingLoop Loop => _loop;

    public StatusSnapshot Snapshot => _board.Current;

    /// <summary>Everything this bench's loop published to the history.</summary>
    public IReadOnlyList<Transition> Transitions => History.Since(0).Transitions;

    public FakeRouter Router { get; }

    public PortholeSettings Settings { get; private set; }

    public FakeMemory Memory { get; }

    public TransitionRing History { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The tags that it took since it began, as it kept them.</summary>
    public List<string> Tags { get; } = [];

    public StatusBoard Board => _board;

    public StatusDocument Status => StatusDocuments.From(_board.Current);

    /// <summary>A TCP port on loopback that nothing holds, for a relay to listen on.</summary>
    public static ushort FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (ushort)((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Cameras at 127.0.0.20 and up, each with one port of its own that nothing on this PC holds, or the ones given.</summary>
    public static PortholeSettings Cameras(int count, Func<int, ushort>? ports = null) => new()
    {
        Devices =
        [
            .. (ports is null ? FreePorts(count) : Enumerable.Range(0, count).Select(ports)).Select((port, index) => new DeviceSettings
            {
                Name = $"Camera {index + 1}",
                Address = new IPAddress([127, 0, (byte)((index + 20) / 256), (byte)((index + 20) % 256)]),
                Ports = [new PortSettings { Name = "rtsp", Protocol = Transport.Tcp, Internal = 554, External = port }],
            }),
        ],
    };

    // Held together while they are counted, so that none comes twice.
    private static List<ushort> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.ConvertAll(listener => (ushort)((IPEndPoint)listener.LocalEndpoint).Port);
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    public static PortholeSettings OneCamera(ushort external, Func<DeviceSettings, DeviceSettings>? change = null)
    {
        var device = new DeviceSettings
        {
            Name = "Door",
            Address = IPAddress.Parse("127.0.0.20"),
            Ports = [new PortSettings { Name = "rtsp", Protocol = Transport.Tcp, Internal = 554, External = external }],
        };
        return new PortholeSettings { Devices = [change is null ? device : change(device)] };
    }

    /// <summary>The router appears as the default gateway and answers these protocols.</summary>
    public Task ConnectAsync(params MappingProtocol[] protocols) => ConnectAsync(FakeRouter.Gateway, protocols);

    public async Task ConnectAsync(DefaultGateway gateway, params MappingProtocol[] protocols)
    {
        var before = Router.Session;
        Post(new LoopEvent.GatewayLocated(gateway));
        await UntilAsync(() => Router.Session is { Searches: > 0 } session && session != before);
        Router.Found(protocols);
    }

    public void Post(LoopEvent what) => _loop.Post(what);

    /// <summary>The loop has come to what was posted before.</summary>
    public async Task TurnAsync()
    {
        var pulse = new LoopEvent.Pulse(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Post(pulse);
        await pulse.Answer.Task.WaitAsync(Bound);
    }

    public void Change(PortholeSettings settings)
    {
        Settings = settings;
        Post(new LoopEvent.SettingsChanged(settings));
    }

    public Task<StatusDocument> UntilAsync(Func<StatusDocument, bool> condition) => UntilAsync(() => Status, condition);

    /// <summary>Moves the clock in steps, with a breath for the loop after each, until the status says so.</summary>
    public async Task<StatusDocument> AdvanceUntilAsync(TimeSpan step, Func<StatusDocument, bool> condition)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!condition(Status))
        {
            if (bound.IsCancellationRequested) return await UntilAsync(condition);
            Time.Advance(step);
            await Task.Delay(10);
        }

        return Status;
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(Bound);
    }

    /// <summary>Ends the run as a kill does: nothing is given back, nothing more is saved. Yields what the next run finds.</summary>
    public async Task<FakeMemory> KillAsync()
    {
        Router.CutOff();
        var left = Memory.Killed();
        Change(Settings with { Mapping = Settings.Mapping with { RemoveOnStop = false } });

        // A loop that is asked to stop reads no more events; it would ask a router that no longer hears it, and wait for a clock that stands still.
        await UntilAsync(() => ReferenceEquals(_loop.Settings, Settings));
        await DisposeAsync();
        return left;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _loop.Dispose();
        _stopping.Dispose();
        await _relays.DisposeAsync();
    }

    public async Task UntilAsync(Func<bool> condition) => await UntilAsync(() => Status, _ => condition());

    private static async Task<StatusDocument> UntilAsync(Func<StatusDocument> read, Func<StatusDocument, bool> condition)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (true)
        {
            var status = read();
            if (condition(status)) return status;
            if (bound.IsCancellationRequested) throw new TimeoutException($"Never came; the last status: {System.Text.Json.JsonSerializer.Serialize(status, StatusJson.Indented.StatusDocument)}");
            await Task.Delay(5);
        }
    }

    private sealed class RecordingLogger<T>(ConcurrentQueue<string> lines) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));
    }
}
