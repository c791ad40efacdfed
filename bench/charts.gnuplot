# Five bar charts of two systems, each as SVG and as PNG of twice the size; into $OUT.
out = system("echo $OUT")
$data << EOD
go 47788 4.16 5.34 0.01 475014
python 7361 24.2 0.96 0.05 71115
EOD
set style data histograms
set style fill solid
set yrange [0:*]
do for [i = 2:6] {
    set terminal svg size 720,300
    set output sprintf("%s/chart-%d.svg", out, i)
    plot $data using i:xtic(1) notitle
    set terminal pngcairo size 1440,600
    set output sprintf("%s/chart-%d.png", out, i)
    plot $data using i:xtic(1) notitle
}
