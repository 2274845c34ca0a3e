using System.Net.Sockets;

namespace Porthole.PortMapping.Discovery;

/// <summary>
/// Requests to the gateway, one at a time (RFC 6886, 3.1 wants them serial, and single-threaded routers are glad of it),
/// each sent again until it is answered or its time is up.
/// </summary>
/// <typeparam name="TReply">A decoded answer.</typeparam>
internal sealed class Exchange<TReply>(GatewayChannel channel, Func<int, TimeSpan> waitAfter, TimeProvider time)
    where TReply : struct
{
    private const string Closed = "not asked any more: the gateway session has ended";

    private readonly AsyncTurn _turn = new();
    private volatile Question? _question;
    private int _silences;
    private volatile bool _closed;

    /// <summary>
    /// Sends a request and waits for the reply that <paramref name="answers"/> takes for its own.
    /// A call that queued behind one that the gateway left unanswered is sent once only: a dead gateway then costs
    /// little more than one bound, and a single request that it dislikes does not take the others with it.
    /// </summary>
    public async ValueTask<Outcome<TReply>> AskAsync(
        ReadOnlyMemory<byte> request, Func<TReply, bool> answers, CancellationToken cancellationToken)
    {
        var silencesBefore = Volatile.Read(ref _silences);
        await _turn.TakeAsync(cancellationToken);
        try
        {
            var sends = Volatile.Read(ref _silences) == silencesBefore ? Retransmission.MaximumCount : 1;
            var outcome = await AskInTurnAsync(request, answers, sends, cancellationToken);
            if (outcome.Reply is null)
                Interlocked.Increment(ref _silences);
            return outcome;
        }
        finally
        {
            _question = null;
            _turn.Give();
        }
    }

    private async ValueTask<Outcome<TReply>> AskInTurnAsync(
        ReadOnlyMemory<byte> request, Func<TReply, bool> answers, int sends, CancellationToken cancellationToken)
    {
        var question = new Question(answers);
        _question = question;
        var started = time.GetTimestamp();
        var fault = SocketError.Success;
        for (var attempt = 0; attempt < sends; attempt++)
        {
            fault = channel.Send(request.Span);
            if (_closed || fault == SocketError.NotConnected)
                break;
            var left = Retransmission.MaximumDuration - time.GetElapsedTime(started);
            var wait = waitAfter(attempt);
            if (left <= TimeSpan.Zero)
                break;
            try
            {
                return await question.Outcome.Task.WaitAsync(wait < left ? wait : left, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Sent again below.
            }
        }
        return new Outcome<TReply>(fault switch
        {
            _ when _closed => Closed,
            SocketError.Success => $"no answer in {time.GetElapsedTime(started).TotalSeconds:0.##} s",
            SocketError.NotConnected => channel.Fault,
            _ => $"could not be sent: {fault}",
        });
    }

    /// <summary>Hands in a reply; false when nobody waits for it (a late repeat, a forgery).</summary>
    public bool Offer(TReply reply) => _question is { } question && question.Answers(reply)
        && question.Outcome.TrySetResult(new Outcome<TReply>(reply));

    /// <summary>Tells that the gateway's port is closed, which ends the waiting.</summary>
    public void PortClosed() =>
        _question?.Outcome.TrySetResult(new Outcome<TReply>("refused at once: the port is closed (ICMP port unreachable)"));

    /// <summary>Ends the waiting for good: the session is over.</summary>
    public void Close()
    {
        _closed = true;
        _question?.Outcome.TrySetResult(new Outcome<TReply>(Closed));
    }

    private sealed record Question(Func<TReply, bool> Answers)
    {
        public TaskCompletionSource<Outcome<TReply>> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A reply, or why there is none.</summary>
internal sealed record Outcome<TReply>
    where TReply : struct
{
    public Outcome(TReply reply) => (Reply, Silence) = (reply, "");

    public Outcome(string silence) => Silence = silence;

    /// <summary>The gateway's reply; null when there is none.</summary>
    public TReply? Reply { get; }

    /// <summary>Why there is no reply, for a person to read.</summary>
    public string Silence { get; }
}
