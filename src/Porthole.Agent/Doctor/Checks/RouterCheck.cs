using System.Runtime.CompilerServices;
using Porthole.Agent.Diagnosis.Routers;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Which router it is: by UPnP, by its MAC address, by its web page.</summary>
internal sealed class RouterCheck : ICheck
{
    public string Id => "router";

    public string Title => "Router";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (patient.Snapshot.Gateway is not { } gateway)
        {
            yield return Finding.Skipped("There is no router to ask.");
            yield break;
        }

        var page = new UriBuilder("http", gateway.Address.ToString(), patient.RouterWebPort).Uri;
        var banner = await BannerReader.ReadAsync(page, patient.Time, cancellationToken);
        var mac = NeighbourTable.Read().FirstOrDefault(entry => entry.Address.Equals(gateway.Address))?.Mac ?? gateway.Mac;
        patient.Menu = RouterGuess.For(patient.Snapshot.Router, mac, banner);
        var name = RouterNames.For(patient.Snapshot.Router);
        yield return Finding.Good(
            $"UPnP: {name ?? "it does not tell its name"}.",
            $"MAC address: {(RouterOuis.KeyOf(mac) is { } key ? $"registered to the maker of: {RouterMenus.All.First(menu => menu.Key == key).Name}" : "of no maker that is known here")}.",
            $"Web page {page}: {(banner.Length == 0 ? "no answer, or it tells nothing" : banner)}.",
            patient.Menu is { } menu ? $"Taken for: {menu.Name}." : "Its menus are not known here.");
    }
}
