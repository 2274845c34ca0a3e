using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Porthole.Agent.Hosting.Services;
using Porthole.Agent.Status;
using Porthole.Testing;

namespace Porthole.Agent.Tests.Hosting.Services;

public sealed class ServiceReportsTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordingLifetime _lifetime = new();

    [Fact]
    public async Task Run_StatusPublished_VerdictIsSaidOnce()
    {
        var board = new StatusBoard(_time);
        var running = ServiceReports.RunAsync(_lifetime, board, Answer, _time, _stop.Token);

        (await NextAsync()).ShouldBe("No camera is registered yet.");
        board.Publish(StatusSnapshot.Starting(_time.GetUtcNow()));
        await _stop.CancelAsync();
        await running.WaitAsync(Bound);

        _lifetime.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_LoopTurns_ShowsLifeTwiceInTheTimeAllowed()
    {
        _lifetime.WatchdogInterval = TimeSpan.FromSeconds(60);
        var running = ServiceReports.RunAsync(_lifetime, new StatusBoard(_time), Answer, _time, _stop.Token);
        await NextAsync();

        (await NextAsync()).ShouldBe("alive");
        _time.Advance(TimeSpan.FromSeconds(30));
        (await NextAsync()).ShouldBe("alive");

        await _stop.CancelAsync();
        await running.WaitAsync(Bound);
    }

    [Fact]
    public async Task Run_LoopHangs_ShowsNoLife()
    {
        _lifetime.WatchdogInterval = TimeSpan.FromSeconds(60);
        var running = ServiceReports.RunAsync(_lifetime, new StatusBoard(_time), cancellationToken => Task.Delay(Timeout.Infinite, cancellationToken), _time, _stop.Token);
        await NextAsync();

        _time.Advance(TimeSpan.FromSeconds(120));
        await _stop.CancelAsync();
        await running.WaitAsync(Bound);

        _lifetime.Said.ShouldBeEmpty();
    }

    public void Dispose() => _stop.Dispose();

    private static Task Answer(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<string> NextAsync()
    {
        await _lifetime.Arrived.WaitAsync().WaitAsync(Bound);
        return _lifetime.Said.TryDequeue(out var said) ? said : throw new InvalidOperationException("Nothing was said.");
    }

    private sealed class RecordingLifetime : IServiceLifetime
    {
        public ConcurrentQueue<string> Said { get; } = new();

        public SemaphoreSlim Arrived { get; } = new(0);

        public CancellationToken StopRequested => CancellationToken.None;

        public TimeSpan? WatchdogInterval { get; set; }

        public void AddLog(ILoggingBuilder logging) => throw new NotSupportedException();

        public void Started() => Say("started");

        public void Report(string verdict) => Say(verdict);

        public void Alive() => Say("alive");

        public void Stopping() => Say("stopping");

        public void Refuse(string message) => Say(message);

        public void Dispose() => Arrived.Dispose();

        private void Say(string what)
        {
            Said.Enqueue(what);
            Arrived.Release();
        }
    }
}
