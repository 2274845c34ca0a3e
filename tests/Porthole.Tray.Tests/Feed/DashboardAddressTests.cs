using Porthole.Tray.Feed;

namespace Porthole.Tray.Tests.Feed;

public sealed class DashboardAddressTests
{
    [Theory]
    [InlineData("", null, "http://127.0.0.1:8730/")]
    [InlineData("problems", null, "http://127.0.0.1:8730/#problems")]
    [InlineData("", "0af1", "http://127.0.0.1:8730/#token=0af1")]
    [InlineData("problems", "0af1", "http://127.0.0.1:8730/#problems&token=0af1")]
    public void Of_PartAndToken_StandBehindTheHash(string fragment, string? token, string address) =>
        DashboardAddress.Of(new Uri("http://127.0.0.1:8730/"), fragment, token).AbsoluteUri.ShouldBe(address);
}
