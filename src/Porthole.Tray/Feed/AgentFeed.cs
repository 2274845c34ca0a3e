using System.Net.Sockets;
using Porthole.Tray.Status;

namespace Porthole.Tray.Feed;

/// <summary>Follows the agent's event stream for as long as the tray runs, and never polls: a new status comes when there is one.</summary>
internal sealed class AgentFeed(Func<AgentAddress> locate, Backoff backoff, Action<FeedState> publish)
{
    /// <summary>An agent that is only being restarted is back after about this long.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest that a started agent stays unseen; an attempt costs one refused connection on loopback.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Runs on a thread of its own until it is cancelled.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        publish(new FeedState.Connecting());
        while (!cancellationToken.IsCancellationRequested)
        {
            var reason = Follow(cancellationToken);
            if (cancellationToken.IsCancellationRequested) return;
            if (reason is { } lost) publish(new FeedState.Lost(lost));
            else backoff.Reset();
            cancellationToken.WaitHandle.WaitOne(backoff.Next());
        }
    }

    /// <summary>Follows one connection to its end. Null when it gave a status and then ended: that alone is no loss, the next attempt will tell.</summary>
    private LostReason? Follow(CancellationToken cancellationToken)
    {
        var gaveStatus = false;
        try
        {
            using var connection = AgentConnection.Open(locate(), "GET", "/api/events", token: null, cancellationToken);
            if (connection is not { Head: { IsSuccess: true } head } || !IsEventStream(head.ContentType)) return LostReason.NotAnAgent;
            connection.WaitForever();

            var events = new EventStreamReader(connection.Body);
            while (true)
            {
                var read = events.Read(out var item);
                if (read == EventRead.Ended) return gaveStatus ? null : LostReason.NoAnswer;
                if (read == EventRead.TooLarge) return LostReason.NotAnAgent;
                if (item.Type != "status") continue;
                if (StatusReader.Read(item.Data.Span) is not { } status) return LostReason.NotAnAgent;
                gaveStatus = true;
                publish(new FeedState.Live(status));
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            return gaveStatus ? null : LostReason.NoAnswer;
        }
    }

    private static bool IsEventStream(string contentType) =>
        contentType.Split(';')[0].Trim().Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
