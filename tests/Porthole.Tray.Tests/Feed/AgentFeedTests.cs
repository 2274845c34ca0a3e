using System.Collections.Concurrent;
using Porthole.EndToEnd.Tests.Windows;
using Porthole.Tray.Feed;
using Porthole.Tray.Tests.Support;

namespace Porthole.Tray.Tests.Feed;

public sealed class AgentFeedTests
{
    [Fact]
    public async Task Run_AgentChanges_EveryStatusArrives()
    {
        using var agent = new FakeAgent(SampleStatus.AllOpen);
        await using var feed = new RunningFeed(() => Address(agent));

        await feed.UntilAsync(state => state is FeedState.Live { Status.Problems.Count: 0 }, "the first status");
        agent.Publish(SampleStatus.OneRefused);
        await feed.UntilAsync(state => state is FeedState.Live { Status.Problems.Count: 1 }, "the second status");

        feed.States.First().ShouldBeOfType<FeedState.Connecting>();
        agent.Requests.Count.ShouldBe(1, "it follows one stream and never polls");
    }

    [Fact]
    public async Task Run_AgentGoesAndComesBackElsewhere_IsLostAndFoundAgain()
    {
        using var first = new FakeAgent(SampleStatus.AllOpen);
        var address = Address(first);
        await using var feed = new RunningFeed(() => address);
        await feed.UntilAsync(state => state is FeedState.Live, "the first agent");

        first.Dispose();
        await feed.UntilAsync(state => state is FeedState.Lost { Reason: LostReason.NoAnswer }, "the loss");
        using var second = new FakeAgent(SampleStatus.OneRefused);
        address = Address(second);

        await feed.UntilAsync(state => state is FeedState.Live { Status.Problems.Count: 1 }, "the second agent");
    }

    [Fact]
    public async Task Run_AgentRestartsQuickly_IsNeverLost()
    {
        var agent = new FakeAgent(SampleStatus.AllOpen);
        await using var feed = new RunningFeed(() => Address(agent), TimeSpan.FromSeconds(2));
        await feed.UntilAsync(state => state is FeedState.Live, "the first agent");

        var old = agent;
        agent = new FakeAgent(SampleStatus.OneRefused);
        old.Dispose();
        await feed.UntilAsync(state => state is FeedState.Live { Status.Problems.Count: 1 }, "the restarted agent");

        feed.States.OfType<FeedState.Lost>().ShouldBeEmpty();
        agent.Dispose();
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n", (int)LostReason.NotAnAgent)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", (int)LostReason.NotAnAgent)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", (int)LostReason.NotAnAgent)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: status\ndata: no json\n\n", (int)LostReason.NotAnAgent)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: status\ndata: {}\n\n", (int)LostReason.NotAnAgent)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: other\ndata: {}\n\n", (int)LostReason.NoAnswer)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\n\r\n", (int)LostReason.NoAnswer)]
    public async Task Run_SomethingElseAnswers_IsLostAndTriedAgain(string answer, int reason)
    {
        using var server = new RawServer(answer);
        await using var feed = new RunningFeed(() => AgentAddress.Local(server.Port));

        await feed.UntilAsync(state => state is FeedState.Lost, "the loss");
        await Wait.UntilAsync(() => server.Connections > 2, "more attempts");

        feed.States.OfType<FeedState.Lost>().ShouldAllBe(lost => lost.Reason == (LostReason)reason);
    }

    [Fact]
    public async Task Run_Cancelled_EndsWhileItWaitsForAnEvent()
    {
        using var agent = new FakeAgent(SampleStatus.AllOpen);
        var feed = new RunningFeed(() => Address(agent));
        await feed.UntilAsync(state => state is FeedState.Live, "the status");

        await feed.DisposeAsync();

        feed.States.OfType<FeedState.Lost>().ShouldBeEmpty();
    }

    private static AgentAddress Address(FakeAgent agent) => AgentAddress.Local(agent.Port);

    private sealed class RunningFeed : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _run;

        public RunningFeed(Func<AgentAddress> locate, TimeSpan? firstWait = null)
        {
            var backoff = new Backoff(firstWait ?? TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2));
            var feed = new AgentFeed(locate, backoff, States.Enqueue);
            _run = Task.Factory.StartNew(() => feed.Run(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        public ConcurrentQueue<FeedState> States { get; } = new();

        public Task UntilAsync(Func<FeedState, bool> condition, string what) => Wait.UntilAsync(() => States.Any(condition), what);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }
}
