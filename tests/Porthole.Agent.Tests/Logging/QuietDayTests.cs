using Microsoft.Extensions.Logging;
using Porthole.Agent.Hosting;
using Porthole.Agent.Logging;
using Porthole.Agent.Status;
using Porthole.Agent.Tests.Support;
using Porthole.PortMapping;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Logging;

/// <summary>A quiet day is quiet, through the log's own configuration and into its files.</summary>
public sealed class QuietDayTests : IDisposable
{
    private const string Marker = "here the day begins";

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly TemporaryFolder _folder = new();
    private readonly LogFiles _files;
    private readonly ILoggerFactory _logs;

    public QuietDayTests()
    {
        _folder.State.Create();
        _files = new LogFiles(_folder.State.LogFolder, new ManualTime(), TimeSpan.FromMinutes(1));
        _logs = LoggerFactory.Create(logging =>
        {
            // As AgentHost and Foreground do it, but for the console.
            logging.AddPortholeLevels();
            logging.AddLogFiles(_files);
        });
        _files.Begin();
    }

    [Fact]
    public async Task Day_OfRenewalsAndReadbacks_WritesNothing()
    {
        var port = LoopBench.FreePort();
        var settings = LoopBench.OneCamera(port);
        await using var bench = new LoopBench(settings, logs: _logs);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards is [{ State: ForwardState.Mapped }]);
        await SettleAsync(bench);
        Mark();
        bench.Router.Calls.Clear();

        await PassAsync(bench, Day);

        // The day was one: leases were renewed some forty times.
        bench.Router.Calls.Count(call => call.Contains("map", StringComparison.OrdinalIgnoreCase)).ShouldBeGreaterThan(30);
        LinesAfterMark().ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_InTheMiddleOfADay_IsOneLineAtItsBeginAndOneAtItsEnd()
    {
        var port = LoopBench.FreePort();
        await using var bench = new LoopBench(LoopBench.OneCamera(port), logs: _logs);
        await bench.ConnectAsync(MappingProtocol.UpnpIgd);
        await bench.UntilAsync(status => status.Forwards is [{ State: ForwardState.Mapped }]);
        await SettleAsync(bench);
        Mark();

        // For three hours no camera answers; then one does again.
        bench.Post(new Agent.Forwarding.LoopEvent.DeviceAsked("door/rtsp", Agent.Devices.Health.DeviceAnswer.Silent));
        await bench.UntilAsync(status => status.Problems.Any(problem => problem.Code == "PH401"));
        for (var hour = 0; hour < 3; hour++)
        {
            bench.Post(new Agent.Forwarding.LoopEvent.DeviceAsked("door/rtsp", Agent.Devices.Health.DeviceAnswer.Silent));
            await PassAsync(bench, TimeSpan.FromHours(1));
        }

        bench.Post(new Agent.Forwarding.LoopEvent.DeviceAsked("door/rtsp", Agent.Devices.Health.DeviceAnswer.Accepted));
        await bench.UntilAsync(status => status.Problems.All(problem => problem.Code != "PH401"));
        await SettleAsync(bench);

        var entries = LinesAfterMark().Where(line => line.Contains("PH401", StringComparison.Ordinal)).ToList();
        entries.Count.ShouldBe(2, string.Join('\n', entries));
    }

    public void Dispose()
    {
        _logs.Dispose();
        _files.Dispose();
        _folder.Dispose();
    }

    private static async Task PassAsync(LoopBench bench, TimeSpan time)
    {
        // Smaller than the pause between two readbacks, so that none is skipped.
        var step = TimeSpan.FromMinutes(1);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            bench.Time.Advance(step);
            await SettleAsync(bench);
        }
    }

    private static async Task SettleAsync(LoopBench bench)
    {
        // The loop answers when it has come round; work that it began comes round once more.
        for (var round = 0; round < 3; round++)
        {
            var pulse = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            bench.Post(new Agent.Forwarding.LoopEvent.Pulse(pulse));
            await pulse.Task;
        }

        await bench.UntilAsync(() => bench.Loop.Unsettled == 0);
    }

    // Entries are written in the order in which they came, whenever the disk takes them.
    private void Mark() => _logs.CreateLogger("Test").LogInformation(Marker);

    private List<string> LinesAfterMark()
    {
        // To dispose of the log is to write what waits.
        _logs.Dispose();
        _files.Dispose();
        var lines = new LogReader(_folder.State.LogFolder).Files.SelectMany(file =>
        {
            using var reader = LogReader.Open(file);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }).ToList();
        lines.ShouldContain(line => line.Contains(Marker, StringComparison.Ordinal));
        return [.. lines.SkipWhile(line => !line.Contains(Marker, StringComparison.Ordinal)).Skip(1)];
    }
}
