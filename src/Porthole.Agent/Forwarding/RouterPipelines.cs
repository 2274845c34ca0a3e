using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>The retry policies around every call to the router, built here and nowhere else; one breaker a gateway and protocol.</summary>
internal sealed class RouterPipelines(TimeProvider time)
{
    /// <summary>Routers that answer at all answer within seconds; a Delete of over 4 s has been seen (BiglyBT), so 10 s leaves room.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Two more tries heal a lost packet and a router busy for a moment; more would only delay the next rung.</summary>
    public const int Retries = 2;

    /// <summary>Doubles from here, with jitter so that many forwards do not knock at once.</summary>
    public static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Five calls without an answer and no call with one: the router is gone or rebooting.</summary>
    public const int BreakAfter = 5;

    /// <summary>A home router takes half a minute and more to boot; asking twice a minute is gentle and soon enough.</summary>
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<IGatewayProtocol, RouterLine> _lines = new();

    public RouterLine For(IGatewayProtocol protocol) => _lines.GetOrAdd(protocol, made => new RouterLine(Build(made)));

    /// <summary>
    /// Forgets a protocol that is gone or was found anew at another place, its breaker with it, and gives up the calls under way:
    /// their retries would go to where nobody answers any more, while the forward waits to be asked for at the new place.
    /// </summary>
    public void Forget(IGatewayProtocol protocol)
    {
        if (_lines.TryRemove(protocol, out var line)) line.Dispose();
    }

    private ResiliencePipeline Build(IGatewayProtocol protocol) =>
        new ResiliencePipelineBuilder { Name = $"router {protocol.Name}", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                Name = "heal",
                MaxRetryAttempts = Retries,
                Delay = FirstRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(MayHeal(arguments.Outcome)),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                Name = "dead router",
                FailureRatio = 1.0,
                MinimumThroughput = BreakAfter,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = BreakDuration,
                ShouldHandle = arguments => ValueTask.FromResult(IsSilence(arguments.Outcome)),
            })
            .AddTimeout(new TimeoutStrategyOptions { Name = "attempt", Timeout = AttemptTimeout })
            .Build();

    /// <summary>A refusal with a reason is an answer: asking again would get it again. Silence and unexplained failures may heal.</summary>
    private static bool MayHeal(Outcome<object> outcome) =>
        IsSilence(outcome) || outcome.Result is IGatewayResult { Refusal.Reason: RefusalReason.Unexplained };

    private static bool IsSilence(Outcome<object> outcome) =>
        outcome.Exception is TimeoutRejectedException || outcome.Result is IGatewayResult { Refusal.Reason: RefusalReason.NoAnswer };
}

/// <summary>The way to one protocol of one router, until that protocol is gone.</summary>
internal sealed class RouterLine : IDisposable
{
    private readonly ResiliencePipeline _pipeline;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;

    public RouterLine(ResiliencePipeline pipeline) => (_pipeline, _closed) = (pipeline, _closing.Token);

    public bool IsClosed => _closed.IsCancellationRequested;

    public async ValueTask<GatewayResult<T>> ExecuteAsync<T>(Func<CancellationToken, ValueTask<GatewayResult<T>>> call, CancellationToken cancellationToken)
        where T : notnull
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed);
        return await _pipeline.ExecuteAsync(call, either.Token);
    }

    /// <summary>Gives up the calls under way, and every later one.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }
}
