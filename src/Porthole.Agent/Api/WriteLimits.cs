using System.Globalization;
using System.Threading.RateLimiting;

namespace Porthole.Agent.Api;

/// <summary>Limits how fast anything can be changed. Whoever has no token has a limit of his own, and cannot use up the owner's.</summary>
internal static class WriteLimits
{
    /// <summary>An import of five hundred devices is some 200 kB; nothing an owner sends is larger than this.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    public static void UseWriteLimits(this WebApplication app, ApiToken token)
    {
        // A script that registers a whole site device by device stays below it; each write is a file on the disk and work on the router.
        var owner = Bucket(burst: 60, perSecond: 20);

        // Enough to be told what is missing, too little to guess anything.
        var stranger = Bucket(burst: 10, perSecond: 1);
        app.Use(async (context, next) =>
        {
            if (WriteGuard.IsRead(context.Request) || IsGranted(token.IsIn(context.Request.Headers.Authorization) ? owner : stranger))
            {
                await next(context);
                return;
            }

            context.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
            await Problems.Of(StatusCodes.Status429TooManyRequests, "too-fast", "Too many changes at once", "Wait a second, then go on.").ExecuteAsync(context);
        });
        app.Lifetime.ApplicationStopped.Register(() =>
        {
            owner.Dispose();
            stranger.Dispose();
        });
    }

    private static bool IsGranted(TokenBucketRateLimiter bucket)
    {
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire();
        return lease.IsAcquired;
    }

    // Filled when it is asked: the framework's own middleware looks at its buckets ten times a second, for ever, in a program that mostly waits.
    private static TokenBucketRateLimiter Bucket(int burst, int perSecond) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        AutoReplenishment = false,
    });
}
