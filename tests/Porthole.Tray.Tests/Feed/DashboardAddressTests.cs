using Porthole.Tray.Feed;

namespace Porthole.Tray.Tests.Feed;

public sealed class DashboardAddressTests
{
    [Theory]
    [InlineData("", null, "http://127.0.0.1:8730/")]
    [InlineData("problems", null, "http://127.0.0.1:8730/#problems")]
    [InlineData("", "0af1", "http://127.0.0.1:8730/#code=0af1")]
    [InlineData("problems", "0af1", "http://127.0.0.1:8730/#problems&code=0af1")]
    public void Of_PartAndCode_StandBehindTheHash(string fragment, string? code, string address) =>
        DashboardAddress.Of(AgentAddress.Local(8730), fragment, code).ShouldBe(address);
}
