using System.Globalization;
using System.Threading.RateLimiting;

namespace Porthole.Agent.Api;

/// <summary>Limits how fast anything can be changed. Whoever has no token has a limit of his own, and cannot use up the owner's.</summary>
internal static class WriteLimits
{
    /// <summary>An import of five hundred devices is some 200 kB; nothing an owner sends is larger than this.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>A script that registers a whole site device by device stays below it; each write is a file on the disk and work on the router.</summary>
    private static readonly TokenBucketRateLimiterOptions Owner = Bucket(burst: 60, perSecond: 20);

    /// <summary>Enough to be told what is missing, too little to guess anything.</summary>
    private static readonly TokenBucketRateLimiterOptions Stranger = Bucket(burst: 10, perSecond: 1);

    public static void AddWriteLimits(this IServiceCollection services, ApiToken token) => services.AddRateLimiter(limits =>
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => (WriteGuard.IsRead(context.Request), token.IsIn(context.Request.Headers.Authorization)) switch
        {
            (true, _) => RateLimitPartition.GetNoLimiter("read"),
            (_, true) => RateLimitPartition.GetTokenBucketLimiter("owner", _ => Owner),
            _ => RateLimitPartition.GetTokenBucketLimiter("stranger", _ => Stranger),
        });
        limits.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
            await Problems.Of(StatusCodes.Status429TooManyRequests, "too-fast", "Too many changes at once", "Wait a second, then go on.").ExecuteAsync(rejected.HttpContext);
        };
    });

    private static TokenBucketRateLimiterOptions Bucket(int burst, int perSecond) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    };
}
