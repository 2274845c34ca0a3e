using Porthole.PortMapping.Pcp;

namespace Porthole.PortMapping.Tests.Pcp;

public sealed class PcpRefusalsTests
{
    [Theory]
    [InlineData(1, RefusalReason.Unsupported)]
    [InlineData(2, RefusalReason.NotAuthorized)]
    [InlineData(3, RefusalReason.Unexplained)]
    [InlineData(4, RefusalReason.Unsupported)]
    [InlineData(5, RefusalReason.Unsupported)]
    [InlineData(6, RefusalReason.Unexplained)]
    [InlineData(7, RefusalReason.ConnectionDown)]
    [InlineData(8, RefusalReason.TableFull)]
    [InlineData(9, RefusalReason.Unsupported)]
    [InlineData(10, RefusalReason.TableFull)]
    [InlineData(11, RefusalReason.Conflict)]
    [InlineData(12, RefusalReason.NotAuthorized)]
    [InlineData(13, RefusalReason.Garbage)]
    [InlineData(200, RefusalReason.Unexplained)]
    public void Explain_OwnMapping_NamesTheReasonAndTheCode(int code, RefusalReason reason)
    {
        var refusal = Explain(code);
        refusal.Reason.ShouldBe(reason);
        refusal.Code.ShouldBe(code);
        refusal.Evidence.ShouldContain($"{code}");
        refusal.Evidence.ShouldStartWith("PCP MAP");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Explain_ThirdPartyRefused_IsOnlyForAsker(int code) =>
        Explain(code, forAnother: true).Reason.ShouldBe(RefusalReason.OnlyForAsker);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Explain_NotAuthorizedWhileSuchAreGranted_IsAboutThisPort(bool forAnother) =>
        Explain(2, forAnother, grantsSuch: true).Reason.ShouldBe(RefusalReason.PortForbidden);

    [Fact]
    public void Explain_LifetimeOfTheError_IsTheTimeToRetry() =>
        Explain(8, lifetime: 30).RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));

    private static Refusal Explain(int code, bool forAnother = false, bool grantsSuch = false, uint lifetime = 0) =>
        PcpRefusals.Explain(
            "PCP MAP TCP",
            new PcpResponse { Version = 2, Opcode = PcpOpcode.Map, Result = (PcpResultCode)code, Lifetime = lifetime },
            forAnother,
            grantsSuch);
}
